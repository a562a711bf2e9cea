package io.milepost.protocol.alert;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Layout of the version 1 envelope, big-endian, and its encoder. Offsets up to {@link #SOURCE}
 * count from the first byte; those named {@code AFTER_SOURCE} from the first byte after the source.
 */
public final class EnvelopeWire {
  /** Multicast group used unless configured otherwise. */
  public static final String DEFAULT_GROUP = "239.20.20.20";

  /** UDP port used unless configured otherwise. */
  public static final int DEFAULT_PORT = 5520;

  /** Longest datagram, bytes; below every path MTU that IPv6 allows (RFC 8200 §5). */
  public static final int MAX_DATAGRAM = 1200;

  /** "MP". */
  public static final short MAGIC = 0x4D50;

  /** The version described here. */
  public static final byte VERSION = 1;

  /** Kind of an alert datagram. */
  public static final byte KIND_ALERT = 1;

  /** Kind of a heartbeat datagram. */
  public static final byte KIND_HEARTBEAT = 2;

  /** Kind of a hello datagram, the only one that goes from vehicles to RSUs. */
  public static final byte KIND_HELLO = 3;

  /** No tag. */
  public static final byte AUTH_NONE = 0;

  /** HMAC-SHA-256 truncated to 128 bits. */
  public static final byte AUTH_HMAC = 1;

  /** Offset of the magic number, 2 bytes. */
  public static final int MAGIC_OFFSET = 0;

  /** Offset of the version, 1 byte. */
  public static final int VERSION_OFFSET = 2;

  /** Offset of the kind, 1 byte. */
  public static final int KIND_OFFSET = 3;

  /** Offset of the authentication, 1 byte. */
  public static final int AUTH_OFFSET = 4;

  /** Offset of the key id, 1 byte. */
  public static final int KEY_OFFSET = 5;

  /** Offset of the source length, 1 byte. */
  public static final int SOURCE_LENGTH_OFFSET = 6;

  /** Offset of the source. */
  public static final int SOURCE = 7;

  /** Longest source, bytes. */
  public static final int MAX_SOURCE = 32;

  /** Epoch, 4 bytes, unsigned. */
  public static final int EPOCH_AFTER_SOURCE = 0;

  /** Sequence, 4 bytes, unsigned. */
  public static final int SEQUENCE_AFTER_SOURCE = 4;

  /** UTC milliseconds of sending, 8 bytes. */
  public static final int SENT_AT_AFTER_SOURCE = 8;

  /** Body length, 2 bytes, unsigned. */
  public static final int BODY_LENGTH_AFTER_SOURCE = 16;

  /** Body. */
  public static final int BODY_AFTER_SOURCE = 18;

  /** Bytes of an Ed25519 signature. */
  public static final int SIGNATURE_BYTES = 64;

  /** Bytes of a tag. */
  public static final int TAG_BYTES = 16;

  /** Largest unsigned 32-bit value: the last epoch and the last sequence number. */
  public static final long MAX_U32 = 0xFFFF_FFFFL;

  private EnvelopeWire() {}

  /** Longest body that a sender with this id may use, signature and tag included, bytes. */
  public static int maxBody(String source) {
    return MAX_DATAGRAM
        - SOURCE
        - source.getBytes(StandardCharsets.UTF_8).length
        - BODY_AFTER_SOURCE
        - 1
        - SIGNATURE_BYTES
        - TAG_BYTES;
  }

  /**
   * Writes one datagram from the buffer's position on and leaves the buffer flipped, ready to send.
   *
   * @param envelope what to send
   * @param authenticator makes the tag; null sends without authentication
   * @param out heap or direct buffer with room for {@link #MAX_DATAGRAM} bytes; is cleared first
   * @throws IllegalArgumentException when the datagram would be longer than {@link #MAX_DATAGRAM}
   */
  public static void encode(Envelope envelope, Authenticator authenticator, ByteBuffer out) {
    byte[] source = envelope.source().getBytes(StandardCharsets.UTF_8);
    byte[] body = envelope.body();
    byte[] signature = envelope.signature();
    int length =
        SOURCE
            + source.length
            + BODY_AFTER_SOURCE
            + body.length
            + 1
            + signature.length
            + (authenticator == null ? 0 : TAG_BYTES);
    if (length > MAX_DATAGRAM) {
      throw new IllegalArgumentException(
          "datagram of " + length + " bytes; at most " + MAX_DATAGRAM + " may be sent");
    }
    out.clear();
    out.putShort(MAGIC)
        .put(VERSION)
        .put(envelope.kind())
        .put(authenticator == null ? AUTH_NONE : AUTH_HMAC)
        .put((byte) (authenticator == null ? 0 : authenticator.keyId()))
        .put((byte) source.length)
        .put(source)
        .putInt((int) envelope.epoch())
        .putInt((int) envelope.sequence())
        .putLong(envelope.sentAt())
        .putShort((short) body.length)
        .put(body)
        .put((byte) signature.length)
        .put(signature);
    if (authenticator != null) {
      int end = out.position();
      out.flip();
      byte[] tag = authenticator.tag(out);
      out.limit(end + TAG_BYTES).position(end);
      out.put(tag);
    }
    out.flip();
  }
}
