package io.milepost.rsu.camera;

import org.bytedeco.ffmpeg.avutil.AVFrame;

/** Sees every decoded picture of one camera, on the camera's thread, before readers get it. */
public interface PictureListener {
  /**
   * Looks at a picture. Must neither block nor throw; what it costs, decoding waits.
   *
   * @param picture borrowed for the call
   * @param ptsMicros presentation time, microseconds
   * @param utcMillis UTC, milliseconds
   * @param arrivedNanos monotonic time at which its packet had been read
   */
  void picture(AVFrame picture, long ptsMicros, long utcMillis, long arrivedNanos);

  /**
   * Pictures between the one before and the next were not decoded, on purpose: the time between the
   * two says nothing about the camera. Does nothing unless overridden.
   */
  default void leftOut() {}
}
