package io.milepost.rsu.denm;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Who speaks in DENMs.
 *
 * @param stationId assigned ETSI station id, 1 to 4294967295; 0 to make one of the node's id
 */
public record DenmConfig(long stationId) {
  private static final int STATION_ID_BYTES = 4;

  /**
   * The station id of a node: the assigned one or else the first four bytes of the SHA-256 of the
   * node's id, big-endian. The same on every boot; two of a thousand nodes share one with a chance
   * of about 1 in 8,600.
   */
  long stationIdOf(String node) {
    if (stationId != 0) {
      return stationId;
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(node.getBytes(StandardCharsets.UTF_8));
      long id = 0;
      for (int i = 0; i < STATION_ID_BYTES; i++) {
        id = id << Byte.SIZE | digest[i] & 0xFF;
      }
      return id;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
