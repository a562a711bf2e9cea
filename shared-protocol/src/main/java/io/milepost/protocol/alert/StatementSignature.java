package io.milepost.protocol.alert;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/**
 * The Ed25519 signature (RFC 8032) of a statement that is no alert. Stateless and thread-safe. The
 * signed bytes are {@code milepost-statement-v1} in ASCII, a zero, the purpose in ASCII, a zero,
 * the statement. An alert's begin with {@code milepost-v1} instead, so neither passes for the
 * other.
 */
final class StatementSignature {
  private static final byte[] CONTEXT =
      "milepost-statement-v1\0".getBytes(StandardCharsets.US_ASCII);

  private StatementSignature() {}

  static byte[] sign(PrivateKey key, String purpose, byte[] statement) {
    try {
      Signature signature = Signature.getInstance(EventSignature.ALGORITHM);
      signature.initSign(key);
      update(signature, purpose, statement);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Ed25519 cannot sign: " + e.getMessage(), e);
    }
  }

  static boolean verify(PublicKey key, String purpose, byte[] statement, byte[] made) {
    try {
      Signature signature = Signature.getInstance(EventSignature.ALGORITHM);
      signature.initVerify(key);
      update(signature, purpose, statement);
      return signature.verify(made);
    } catch (GeneralSecurityException e) {
      // Thrown for bytes that are no signature at all.
      return false;
    }
  }

  private static void update(Signature signature, String purpose, byte[] statement)
      throws GeneralSecurityException {
    signature.update(CONTEXT);
    signature.update(purpose.getBytes(StandardCharsets.US_ASCII));
    signature.update((byte) 0);
    signature.update(statement);
  }
}
