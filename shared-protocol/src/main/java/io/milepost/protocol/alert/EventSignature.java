package io.milepost.protocol.alert;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/**
 * The Ed25519 signature (RFC 8032) of an event version. Stateless and thread-safe. The signed bytes
 * are, one after the other:
 *
 * <ol>
 *   <li>the 11 bytes of {@code milepost-v1} in ASCII,
 *   <li>the kind, 1 byte as in the envelope,
 *   <li>the source, 1 to 32 bytes of UTF-8 as in the envelope, without its length,
 *   <li>the body as in the envelope, without its length.
 * </ol>
 *
 * No length parts source from body. That is unambiguous for whoever checks the order of the
 * protocol page: every RSU has a public key of its own, {@link KeyRing} refuses one given to two,
 * and the body must name an event {@code <source>/<n>} of that very source before its signature is
 * looked at.
 */
final class EventSignature {
  static final String ALGORITHM = "Ed25519";

  private static final byte[] CONTEXT = "milepost-v1".getBytes(StandardCharsets.US_ASCII);

  private EventSignature() {}

  static byte[] sign(PrivateKey key, byte kind, String source, byte[] body) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key);
      signature.update(CONTEXT);
      signature.update(kind);
      signature.update(source.getBytes(StandardCharsets.UTF_8));
      signature.update(body);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Ed25519 cannot sign: " + e.getMessage(), e);
    }
  }

  /** Whether a datagram's signature is right; false when it has none. */
  static boolean verify(PublicKey key, EnvelopeView view) {
    if (view.signatureLength() != EnvelopeWire.SIGNATURE_BYTES) {
      return false;
    }
    byte[] bytes = view.array();
    int body = view.bodyOffset();
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(key);
      signature.update(CONTEXT);
      signature.update(view.kind());
      signature.update(bytes, EnvelopeWire.SOURCE, view.sourceLength());
      signature.update(bytes, body, view.bodyLength());
      return signature.verify(bytes, body + view.bodyLength() + 1, EnvelopeWire.SIGNATURE_BYTES);
    } catch (GeneralSecurityException e) {
      // Thrown for bytes that are no signature at all.
      return false;
    }
  }
}
