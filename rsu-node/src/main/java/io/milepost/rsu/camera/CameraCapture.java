package io.milepost.rsu.camera;

import io.milepost.protocol.message.CameraState;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * One camera, from its source to packets and pictures, on a platform thread of its own named {@code
 * camera-<id>}. A camera that fails tries again for ever and disturbs no other. All methods may be
 * called from any thread and none of them blocks.
 */
public final class CameraCapture {
  private static final long ROUSED_NANOS = 2_000_000_000L;

  private final CameraConfig camera;
  private final CaptureConfig config;
  private final SourceOpener opener;
  private final CameraHealth health = new CameraHealth();
  private final SinkRack sinks;
  private final List<FrameSlot> slots = new CopyOnWriteArrayList<>();
  private final List<PictureListener> listeners = new CopyOnWriteArrayList<>();
  private final FrameSlot newest = new FrameSlot();
  private final MediaClock clock = new MediaClock();
  private final Object rest = new Object();
  private volatile double dozeSeconds;
  private volatile LongPredicate calm = nanos -> false;
  private volatile boolean roused;
  private volatile long rousedAt;
  private boolean dozing;
  private CaptureLoop running;

  /**
   * A camera, not yet connected.
   *
   * @param camera what to connect to
   * @param config how
   * @param policy which sources are allowed
   * @param openers openers of schemes of their own, by scheme
   * @throws SourceException with a sentence when the source is not allowed
   */
  public CameraCapture(
      CameraConfig camera,
      CaptureConfig config,
      SourcePolicy policy,
      Map<String, StreamOpener> openers) {
    policy.check(camera.source());
    this.camera = camera;
    this.config = config;
    this.opener = new SourceOpener(policy, openers, config.connectTimeout());
    this.sinks = new SinkRack(camera.id());
  }

  /** Connects and stays connected; does nothing when it already does so. */
  public synchronized void start() {
    if (running != null && !running.isStopping() && !running.done().isDone()) {
      return;
    }
    CaptureLoop previous = running;
    running = new CaptureLoop(this, previous == null ? null : previous.done());
    Thread thread = new Thread(running, "camera-" + camera.id());
    thread.setDaemon(true);
    running.runOn(thread);
    thread.start();
  }

  /**
   * Disconnects and stays so.
   *
   * @return completes when the camera's thread has ended
   */
  public synchronized CompletableFuture<Void> stop() {
    if (running == null) {
      health.stopped("stopped");
      return CompletableFuture.completedFuture(null);
    }
    running.stop();
    return running.done().copy();
  }

  /** Breaks off a stream that delivers nothing; to be called about once a second. */
  public synchronized void watch() {
    if (running != null) {
      running.watch();
    }
  }

  /** Frames go into this slot from now on; what it overwrites counts as dropped. */
  public void attach(FrameSlot slot) {
    slots.add(slot);
  }

  /** Frames no longer go into this slot. */
  public void detach(FrameSlot slot) {
    slots.remove(slot);
  }

  /** This listener sees every picture from now on, before the slots get it. */
  public void look(PictureListener listener) {
    listeners.add(listener);
  }

  /**
   * Allows the camera to decode key pictures only while nobody needs more, from the next connection
   * on. It decodes all of them while key pictures are further apart than the bound.
   *
   * @param boundSeconds longest time that a picture may wait to be decoded, 0 for not at all
   * @param needless whether nobody needs all pictures, at a {@link System#nanoTime()}; asked on the
   *     camera's thread with every packet
   */
  public void doze(double boundSeconds, LongPredicate needless) {
    calm = needless;
    dozeSeconds = boundSeconds;
  }

  /**
   * Asks for all pictures for two seconds; what was left out is decoded with the next packet. Waits
   * for that: never call it from an event loop.
   *
   * @param mostMillis longest wait; 0 for none
   */
  public void rouse(long mostMillis) {
    rousedAt = System.nanoTime();
    roused = true;
    long end = rousedAt + TimeUnit.MILLISECONDS.toNanos(mostMillis);
    synchronized (rest) {
      long left = mostMillis;
      while (dozing && left > 0) {
        try {
          rest.wait(left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
        left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      }
    }
  }

  /** Packets go to this sink, from the next one on. */
  public void add(PacketSink sink) {
    sinks.add(sink);
  }

  /** Packets no longer go to this sink; it is told the end with the next packet. */
  public void remove(PacketSink sink) {
    sinks.remove(sink);
  }

  /** The camera as configured. */
  public CameraConfig camera() {
    return camera;
  }

  /** How it is doing, in figures. */
  public CameraHealth health() {
    return health;
  }

  /** Pictures that readers did not take before the next came. */
  public long overwritten() {
    return slots.stream().mapToLong(FrameSlot::overwritten).sum();
  }

  /**
   * How it is doing, for everybody.
   *
   * @param inferredFps frames per second that perception looked at
   */
  public CameraState state(double inferredFps) {
    return health.state(camera, inferredFps, overwritten());
  }

  /** Names who is woken on the camera's thread for every new picture; null for nobody. */
  void onNewest(Runnable reader) {
    newest.onPublish(reader);
  }

  /** The newest picture of all, once; for live view and snapshots. */
  boolean takeNewest(VideoFrame into) {
    return newest.take(into);
  }

  /** Frees the newest picture; after {@link #stop()} has completed. */
  public void close() {
    newest.close();
  }

  CaptureConfig config() {
    return config;
  }

  SourceOpener opener() {
    return opener;
  }

  SinkRack sinks() {
    return sinks;
  }

  MediaClock clock() {
    return clock;
  }

  double dozeSeconds() {
    return dozeSeconds;
  }

  boolean unobserved(long nanos) {
    return calm.test(nanos) && !(roused && nanos - rousedAt < ROUSED_NANOS);
  }

  void leftOut() {
    for (PictureListener listener : listeners) {
      listener.leftOut();
    }
  }

  void dozing(boolean asleep, boolean byStream) {
    if (!asleep) {
      health.woke(byStream);
    }
    rest(asleep);
  }

  /** The connection has ended, asleep or not. */
  void rested() {
    rest(false);
  }

  private void rest(boolean asleep) {
    synchronized (rest) {
      dozing = asleep;
      rest.notifyAll();
    }
  }

  /** Pictures that come late are for the eye: readers get the present. */
  void publish(AVFrame picture, long ptsMicros, long arrivedNanos, boolean late) {
    long utcMillis = clock.utc(ptsMicros) / 1000;
    health.frame(picture.width(), picture.height());
    for (PictureListener listener : listeners) {
      listener.picture(picture, ptsMicros, utcMillis, arrivedNanos);
    }
    if (late) {
      return;
    }
    newest.publish(picture, ptsMicros, utcMillis, arrivedNanos);
    for (FrameSlot slot : slots) {
      slot.publish(picture, ptsMicros, utcMillis, arrivedNanos);
    }
  }
}
