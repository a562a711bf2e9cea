package io.milepost.rsu.camera;

import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * Gets every packet of a camera as it came, on the camera's thread; must not block for long and
 * must not throw. Between {@link #begin} and {@link #end} codec and clock are continuous; whatever
 * interrupts them, a reconnect or a jump of the camera's clock, is an end and a new begin.
 */
public interface PacketSink {
  /** A stretch begins. */
  void begin(StreamInfo stream);

  /**
   * One packet. Its payload is untouched. Its timestamps and duration are microseconds on the
   * camera's clock; decode times rise strictly.
   *
   * @param packet borrowed; reference or clone it to keep it
   * @param utcMicros UTC of its presentation time, microseconds
   * @param arrivedNanos {@link System#nanoTime()} at which it had been read
   */
  void packet(AVPacket packet, long utcMicros, long arrivedNanos);

  /**
   * One packet of the sound that belongs to the pictures; timestamps as theirs. Comes only between
   * packets of pictures, and only where {@link StreamInfo#audio()} is given.
   *
   * @param packet borrowed; reference or clone it to keep it
   */
  default void audio(AVPacket packet) {}

  /**
   * The stretch is over.
   *
   * @param reason one sentence for people
   */
  void end(String reason);

  /**
   * No packets come until the next {@link #begin}: told after each failed attempt, also when there
   * has never been a packet, and when the camera has been stopped. Does nothing unless overridden.
   *
   * @param kind whose fault it is
   * @param reason one sentence for people
   */
  default void trouble(SourceException.Kind kind, String reason) {}
}
