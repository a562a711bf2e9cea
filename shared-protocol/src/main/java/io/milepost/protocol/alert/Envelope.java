package io.milepost.protocol.alert;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * One datagram before it is stamped onto the wire. The arrays are not copied; do not change them.
 *
 * @param kind {@link EnvelopeWire#KIND_ALERT}, {@link EnvelopeWire#KIND_HEARTBEAT} or {@link
 *     EnvelopeWire#KIND_HELLO}
 * @param source id of the RSU, or of the vehicle in a hello: 1 to 32 bytes of UTF-8, without slash
 *     and control characters
 * @param epoch boot number, 1 to 2³²−1
 * @param sequence datagram number within the epoch, 1 to 2³²−1
 * @param sentAt UTC milliseconds
 * @param body JSON, UTF-8
 * @param signature 64 bytes, or none
 */
public record Envelope(
    byte kind,
    String source,
    long epoch,
    long sequence,
    long sentAt,
    byte[] body,
    byte[] signature) {
  /** For senders without an Ed25519 key. */
  public static final byte[] NO_SIGNATURE = {};

  /**
   * Refuses what no receiver would accept.
   *
   * @throws IllegalArgumentException naming the field and its range
   */
  public Envelope {
    Objects.requireNonNull(body, "body");
    Objects.requireNonNull(signature, "signature");
    require(
        kind >= EnvelopeWire.KIND_ALERT && kind <= EnvelopeWire.KIND_HELLO,
        "kind must be 1, 2 or 3");
    require(isSource(source), "source must be 1 to 32 bytes without '/' and control characters");
    require(epoch >= 1 && epoch <= EnvelopeWire.MAX_U32, "epoch must be 1 to 4294967295");
    require(sequence >= 1 && sequence <= EnvelopeWire.MAX_U32, "sequence must be 1 to 4294967295");
    require(sentAt >= 0, "sentAt must not be negative");
    require(
        signature.length == 0 || signature.length == EnvelopeWire.SIGNATURE_BYTES,
        "signature must have 0 or 64 bytes");
  }

  /** Whether a text can be the id of an RSU on the wire. */
  public static boolean isSource(String source) {
    if (source == null) {
      return false;
    }
    int bytes = source.getBytes(StandardCharsets.UTF_8).length;
    return bytes >= 1
        && bytes <= EnvelopeWire.MAX_SOURCE
        && source.chars().noneMatch(c -> c == '/' || Character.isISOControl(c));
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) {
      throw new IllegalArgumentException(sentence);
    }
  }
}
