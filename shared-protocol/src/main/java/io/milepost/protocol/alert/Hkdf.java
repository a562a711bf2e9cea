package io.milepost.protocol.alert;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HKDF with SHA-256 (RFC 5869). Stateless and thread-safe. */
final class Hkdf {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int HASH_BYTES = 32;
  private static final int MAX_BLOCKS = 255;

  private Hkdf() {}

  /**
   * RFC 5869 §2.2.
   *
   * @param salt may be empty
   * @return pseudorandom key, 32 bytes
   */
  static byte[] extract(byte[] salt, byte[] inputKey) {
    return mac(salt.length == 0 ? new byte[HASH_BYTES] : salt).doFinal(inputKey);
  }

  /**
   * RFC 5869 §2.3.
   *
   * @param length 1 to 8160 bytes
   */
  static byte[] expand(byte[] pseudorandomKey, byte[] info, int length) {
    return expand(mac(pseudorandomKey), info, length);
  }

  /** The same with a key schedule that is ready. */
  static byte[] expand(Mac mac, byte[] info, int length) {
    int blocks = (length + HASH_BYTES - 1) / HASH_BYTES;
    if (length < 1 || blocks > MAX_BLOCKS) {
      throw new IllegalArgumentException("length must be 1 to 8160");
    }
    byte[] result = new byte[blocks * HASH_BYTES];
    byte[] block = {};
    for (int i = 0; i < blocks; i++) {
      mac.update(block);
      mac.update(info);
      mac.update((byte) (i + 1));
      block = mac.doFinal();
      System.arraycopy(block, 0, result, i * HASH_BYTES, HASH_BYTES);
    }
    return Arrays.copyOf(result, length);
  }

  /** HMAC-SHA-256 with this key, ready for use. */
  static Mac mac(byte[] key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac;
    } catch (GeneralSecurityException e) {
      // Every Java platform must have HmacSHA256 (java.security.Provider requirements).
      throw new IllegalStateException(ALGORITHM + " is missing from this Java runtime", e);
    }
  }
}
