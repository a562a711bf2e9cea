package io.milepost.rsu.camera;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * The newest decoded picture of one camera, depth one: newest wins, every overwrite is counted. The
 * camera's thread publishes, one reader at a time takes. Neither waits for work of the other; the
 * lock guards only the move of a reference.
 */
public final class FrameSlot implements AutoCloseable {
  private static final Runnable NOBODY = () -> {};

  private final VideoFrame held = new VideoFrame();
  private volatile Runnable listener = NOBODY;
  private boolean full;
  private boolean closed;
  private long published;
  private long overwritten;

  /**
   * Offers a new picture, by reference.
   *
   * @param picture decoded picture; the caller keeps its own reference
   * @param ptsMicros presentation time, microseconds
   * @param utcMillis UTC, milliseconds
   * @param arrivedNanos monotonic time at which the packet had been read
   */
  public void publish(AVFrame picture, long ptsMicros, long utcMillis, long arrivedNanos) {
    if (hold(picture, ptsMicros, utcMillis, arrivedNanos)) {
      // Outside the lock: the reader may hold its own while it takes.
      listener.run();
    }
  }

  private synchronized boolean hold(
      AVFrame picture, long ptsMicros, long utcMillis, long arrivedNanos) {
    if (closed) {
      return false;
    }
    published++;
    if (full) {
      overwritten++;
    }
    held.clear();
    if (avutil.av_frame_ref(held.picture(), picture) < 0) {
      full = false;
      return false;
    }
    held.ptsMicros = ptsMicros;
    held.utcMillis = utcMillis;
    held.arrivedNanos = arrivedNanos;
    held.decodedNanos = System.nanoTime();
    full = true;
    return true;
  }

  /**
   * Names the reader to wake for every new picture. It is called on the camera's thread, must not
   * block and must not throw.
   *
   * @param reader replaces the one before; null for none
   */
  public void onPublish(Runnable reader) {
    listener = reader == null ? NOBODY : reader;
  }

  /** Moves the newest picture into the reader's holder; false when none has come since the last. */
  public synchronized boolean take(VideoFrame into) {
    if (!full) {
      return false;
    }
    into.clear();
    avutil.av_frame_move_ref(into.picture(), held.picture());
    into.ptsMicros = held.ptsMicros;
    into.utcMillis = held.utcMillis;
    into.arrivedNanos = held.arrivedNanos;
    into.decodedNanos = held.decodedNanos;
    full = false;
    return true;
  }

  /** Whether a picture waits, and since when it is decoded; 0 when none waits. */
  public synchronized long waitingSinceNanos() {
    return full ? held.decodedNanos : 0;
  }

  /** Pictures offered so far. */
  public synchronized long published() {
    return published;
  }

  /** Pictures that nobody took before the next came. */
  public synchronized long overwritten() {
    return overwritten;
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      full = false;
      held.close();
    }
  }
}
