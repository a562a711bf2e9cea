package io.milepost.rsu.perception;

import io.milepost.rsu.camera.PictureListener;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * What is seen in a camera's pictures without a model: motion, flames, smoke, things left lying,
 * and whether the camera itself sees. Pictures come on one thread; everything else may be called
 * from any.
 */
public interface Eye extends PictureListener, AutoCloseable {
  /** Sees nothing and adds nothing. */
  Eye NONE =
      new Eye() {
        private final Activity activity = new Activity();

        @Override
        public void picture(AVFrame picture, long ptsMicros, long utcMillis, long arrivedNanos) {
          activity.moved(arrivedNanos);
        }

        @Override
        public FrameDetections extend(FrameDetections found) {
          return found;
        }

        @Override
        public void report(double fps, Consumer<FrameDetections> sink) {
          throw new UnsupportedOperationException("no eye, nothing to report");
        }

        @Override
        public double reportedFps() {
          return 0;
        }

        @Override
        public Sight sight() {
          return Sight.CLEAR;
        }

        @Override
        public Activity activity() {
          return activity;
        }

        @Override
        public void close() {}
      };

  /**
   * Adds to what a model found what was seen without it, and the camera's sight.
   *
   * @param found of this camera; the newest that was seen is added unless it is a second off
   */
  FrameDetections extend(FrameDetections found);

  /**
   * Reports moving shapes in place of a model, on the thread that brings the pictures.
   *
   * @param fps reports per second of video, at most
   * @param sink must not block
   */
  void report(double fps, Consumer<FrameDetections> sink);

  /** Reports per second over the last seconds; 0 when silent or not asked to report. */
  double reportedFps();

  /** Whether the pictures can be believed. */
  Sight sight();

  /** When something last moved. */
  Activity activity();

  @Override
  void close();
}
