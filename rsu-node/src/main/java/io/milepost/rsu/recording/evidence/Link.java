package io.milepost.rsu.recording.evidence;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * One finished file of one camera in that camera's hash chain.
 *
 * @param camera camera id
 * @param seq place in the chain, from 1 without gaps
 * @param kind what it is
 * @param startMicros UTC of the first picture, microseconds
 * @param endMicros UTC of the end of the last picture, microseconds
 * @param sha256 digest of the file, 32 bytes
 * @param hash the link itself, 32 bytes: see {@link #hash(byte[], Kind, String, long, long,
 *     byte[])}
 */
record Link(
    String camera,
    long seq,
    Kind kind,
    long startMicros,
    long endMicros,
    byte[] sha256,
    byte[] hash) {

  /** What is chained. */
  enum Kind {
    /** A segment of the recording. */
    SEGMENT("s"),
    /** A complete clip. */
    CLIP("c");

    final String code;

    Kind(String code) {
      this.code = code;
    }

    static Kind of(String code) {
      return CLIP.code.equals(code) ? CLIP : SEGMENT;
    }
  }

  /** The link that follows a hash; {@link Sha#ZERO} stands before the first. */
  static Link after(byte[] previous, long seq, Entry entry) {
    byte[] hash =
        hash(
            previous,
            entry.kind(),
            entry.camera(),
            entry.startMicros(),
            entry.endMicros(),
            entry.sha256());
    return new Link(
        entry.camera(),
        seq,
        entry.kind(),
        entry.startMicros(),
        entry.endMicros(),
        entry.sha256(),
        hash);
  }

  /** What is to be chained. */
  record Entry(Kind kind, String camera, long startMicros, long endMicros, byte[] sha256) {}

  /**
   * SHA-256 of the link before (32 bytes), the kind (1 byte of ASCII), the camera's id in ASCII, a
   * zero, start and end (8 bytes each, most significant first), the file's digest (32 bytes).
   */
  static byte[] hash(
      byte[] previous, Kind kind, String camera, long start, long end, byte[] sha256) {
    MessageDigest digest = Sha.digest();
    digest.update(previous);
    digest.update((byte) kind.code.charAt(0));
    digest.update(camera.getBytes(StandardCharsets.US_ASCII));
    digest.update((byte) 0);
    digest.update(ByteBuffer.allocate(2 * Long.BYTES).putLong(start).putLong(end).array());
    return digest.digest(sha256);
  }
}
