package io.milepost.rsu.recording.evidence;

import io.milepost.protocol.alert.SigningKey;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The comment at the end of a case: {@code milepost-case 1 sha256=… key=… signature=…}, hex digits
 * only and always as long, so that every byte of it counts.
 *
 * @param sha256 of every byte before the comment, 32 bytes
 * @param publicKey 32 bytes, zeros when the case is not signed
 * @param signature of {@code sha256}, 64 bytes, zeros when the case is not signed
 */
record CaseSeal(byte[] sha256, byte[] publicKey, byte[] signature) {
  /** What the signature is for, see {@link SigningKey#sign(String, byte[])}. */
  static final String PURPOSE = "evidence-case";

  private static final int SIGNATURE_BYTES = 64;
  private static final Pattern FORM =
      Pattern.compile(
          "milepost-case 1 sha256=([0-9a-f]{64}) key=([0-9a-f]{64}) signature=([0-9a-f]{128})\n");

  /** Length of the text. */
  static final int BYTES =
      new CaseSeal(Sha.ZERO, Sha.ZERO, new byte[SIGNATURE_BYTES]).text().length();

  /** Seals a digest. */
  static CaseSeal of(byte[] sha256, SigningKey key) {
    return key == null
        ? new CaseSeal(sha256, Sha.ZERO, new byte[SIGNATURE_BYTES])
        : new CaseSeal(sha256, key.publicKey(), key.sign(PURPOSE, sha256));
  }

  /** Reads the text; empty when it is none. */
  static Optional<CaseSeal> parse(String text) {
    Matcher m = FORM.matcher(text);
    return m.matches()
        ? Optional.of(
            new CaseSeal(Sha.bytes(m.group(1)), Sha.bytes(m.group(2)), Sha.bytes(m.group(3))))
        : Optional.empty();
  }

  boolean isSigned() {
    return !java.util.Arrays.equals(publicKey, Sha.ZERO);
  }

  String text() {
    return "milepost-case 1 sha256="
        + Sha.hex(sha256)
        + " key="
        + Sha.hex(publicKey)
        + " signature="
        + Sha.hex(signature)
        + "\n";
  }
}
