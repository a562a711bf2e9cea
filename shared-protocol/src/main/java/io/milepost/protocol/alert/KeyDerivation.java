package io.milepost.protocol.alert;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;

/**
 * Makes the keys of single RSUs out of one master: HKDF-SHA-256 (RFC 5869), no salt, {@code
 * "milepost-v1 hmac" ‖ 00 ‖ id of the RSU in UTF-8} as info, 32 bytes. Keeps the key schedule; one
 * key costs about as much as one tag. Not thread-safe.
 */
public final class KeyDerivation {
  private static final byte[] INFO = "milepost-v1 hmac\0".getBytes(StandardCharsets.US_ASCII);
  private static final int DERIVED_BYTES = 32;

  private final KeyRing.Key master;
  private final Mac mac;
  private final byte[] scratch = new byte[DERIVED_BYTES];

  /** Prepares a master, a key with {@link KeyRing.Key#perRsu}. */
  public KeyDerivation(KeyRing.Key master) {
    if (!master.perRsu()) {
      throw new IllegalArgumentException("key " + master.id() + " is no master");
    }
    this.master = master;
    this.mac = Hkdf.mac(Hkdf.extract(new byte[0], master.secret()));
  }

  /** The master. */
  public KeyRing.Key master() {
    return master;
  }

  /** The key of this RSU, with id and times of the master. */
  public KeyRing.Key of(String rsu) {
    byte[] name = rsu.getBytes(StandardCharsets.UTF_8);
    byte[] info = Arrays.copyOf(INFO, INFO.length + name.length);
    System.arraycopy(name, 0, info, INFO.length, name.length);
    byte[] secret = Hkdf.expand(mac, info, DERIVED_BYTES);
    return new KeyRing.Key(master.id(), secret, master.notBefore(), master.notAfter(), false, rsu);
  }

  /** Something for {@link #forOnce} to be given again and again. */
  public static Authenticator reusable() {
    return new Authenticator();
  }

  /**
   * Readies an authenticator for the key of an RSU that nobody knows yet, for one datagram; leaves
   * next to nothing behind.
   *
   * @param bytes holds the id of the RSU in UTF-8
   */
  public void forOnce(byte[] bytes, int offset, int length, Authenticator into) {
    mac.update(INFO);
    mac.update(bytes, offset, length);
    mac.update((byte) 1);
    try {
      mac.doFinal(scratch, 0);
    } catch (ShortBufferException e) {
      throw new IllegalStateException("32 bytes hold an HMAC-SHA-256", e);
    }
    into.use(master, scratch);
  }
}
