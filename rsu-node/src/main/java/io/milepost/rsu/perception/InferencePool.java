package io.milepost.rsu.perception;

import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.rsu.camera.VideoFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that look at the newest pictures of all cameras, in the scheduler's order, with one
 * shared model. They sleep until a picture is published and due. All methods are thread-safe.
 */
public final class InferencePool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InferencePool.class);

  private final ModelSwitch models;
  private final PerceptionConfig config;
  private final Consumer<FrameDetections> sink;
  private final PerceptionMetrics metrics;
  private final InferenceScheduler scheduler;
  private final Map<String, CameraFeed> feeds = new HashMap<>();
  private final List<Thread> workers = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition turnEnded = lock.newCondition();

  /** Cameras a worker is with. */
  private final Set<String> attended = new HashSet<>();

  /**
   * When the worker that went to sleep last will wake by itself; nobody needs to be woken for what
   * is due later.
   */
  private long wakeAt = Long.MAX_VALUE;

  private boolean closed;

  /**
   * Starts the workers.
   *
   * @param model stays the caller's; close it after the pool or when it was replaced
   * @param config how many workers, thresholds, maximum age
   * @param sink gets every result, on a worker's thread, in order for each camera; must not block
   * @param meters where the figures go
   */
  public InferencePool(
      Model model, PerceptionConfig config, Consumer<FrameDetections> sink, MeterRegistry meters) {
    this.models = new ModelSwitch(model);
    this.config = config;
    this.sink = sink;
    this.scheduler =
        new InferenceScheduler(
            config.workers(),
            TimeUnit.MILLISECONDS.toNanos(config.maxFrameAgeMillis()),
            config.pacing());
    this.metrics = new PerceptionMetrics(meters, this::admitted);
    for (int i = 0; i < config.workers(); i++) {
      Thread worker = new Thread(this::work, "inference-" + i);
      worker.setDaemon(true);
      workers.add(worker);
      worker.start();
    }
  }

  /**
   * Starts looking at a camera.
   *
   * @throws IllegalStateException when one of this id is registered already
   */
  public void register(CameraFeed feed) {
    String camera = feed.camera();
    lock.lock();
    try {
      scheduler.add(camera, feed.pace(), System.nanoTime());
      feeds.put(camera, feed);
    } finally {
      lock.unlock();
    }
    metrics.add(feed, () -> inferredFps(camera), () -> grantedFps(camera));
    feed.slot().onPublish(() -> arrived(camera));
    if (feed.slot().waitingSinceNanos() != 0) {
      arrived(camera);
    }
  }

  /**
   * Stops looking at a camera. Returns when an inference under way has delivered, so that its
   * pictures and its eye may be freed and another of its name may come: not for event loops.
   */
  public void unregister(String camera) {
    CameraFeed feed;
    lock.lock();
    try {
      feed = feeds.remove(camera);
      if (feed != null) {
        scheduler.remove(camera);
      }
      while (attended.contains(camera) && !workers.contains(Thread.currentThread())) {
        turnEnded.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
    if (feed != null) {
      feed.slot().onPublish(null);
      metrics.remove(camera);
    }
  }

  private void arrived(String camera) {
    lock.lock();
    try {
      if (scheduler.arrived(camera, System.nanoTime()) < wakeAt) {
        work.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    try (SecondLook second = new SecondLook(config.detector());
        VideoFrame frame = new VideoFrame()) {
      while (isOpen()) {
        Model using = models.enter();
        try (Detector detector = new Detector(using, config.detector())) {
          // The first run is slow; better now than with the first picture.
          detector.run();
          for (CameraFeed feed = await(using); feed != null; feed = await(using)) {
            try {
              look(detector, second, frame, feed);
            } finally {
              leave(feed.camera());
            }
          }
        } finally {
          models.leave(using);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      LOG.error("inference worker ended worker={}", Thread.currentThread().getName(), e);
    }
  }

  private void leave(String camera) {
    lock.lock();
    try {
      attended.remove(camera);
      turnEnded.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean isOpen() {
    lock.lock();
    try {
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a turn; null when the pool closes or another model is to be used. */
  private CameraFeed await(Model using) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed && models.isCurrent(using)) {
        long now = System.nanoTime();
        String camera = scheduler.next(now);
        if (camera != null) {
          attended.add(camera);
          return feeds.get(camera);
        }
        long wait = scheduler.waitNanos(now);
        if (wait == Long.MAX_VALUE) {
          work.await();
        } else {
          wakeAt = now + wait;
          work.awaitNanos(wait);
        }
        wakeAt = Long.MAX_VALUE;
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private void look(Detector detector, SecondLook second, VideoFrame frame, CameraFeed feed) {
    String camera = feed.camera();
    if (!feed.slot().take(frame)) {
      endTurn(camera, 0);
      return;
    }
    long begun = System.nanoTime();
    if (!accept(camera, frame.arrivedNanos(), begun)) {
      frame.clear();
      metrics.tooOld(camera);
      return;
    }
    long lookedAt = begun;
    try {
      FrameDetections found = detector.detect(camera, frame);
      lookedAt = System.nanoTime();
      if (feed.pace().attention().wanted()) {
        found = lookTwice(detector, second, frame, feed, found);
      }
      found = feed.eye().extend(found);
      sink.accept(found);
      metrics.inferred(found, System.nanoTime() - frame.arrivedNanos());
    } catch (RuntimeException e) {
      warn("frame not looked at", camera, metrics.failed(camera), e);
    } finally {
      frame.clear();
      endTurn(camera, Math.max(1, (lookedAt > begun ? lookedAt : System.nanoTime()) - begun));
    }
  }

  /** Looks again at a suspected place if there is one and time for it. */
  private FrameDetections lookTwice(
      Detector detector,
      SecondLook second,
      VideoFrame frame,
      CameraFeed feed,
      FrameDetections whole) {
    long now = System.nanoTime();
    Attention.Place place = feed.pace().attention().next(now);
    if (place == null || !mayLookTwice(feed.camera(), now)) {
      return whole;
    }
    try {
      FrameDetections both = second.look(detector, frame, whole, place);
      metrics.lookedTwice(feed.camera(), both.detections().size() - whole.detections().size());
      return both;
    } catch (RuntimeException e) {
      // What the first look found still counts.
      warn("no second look", feed.camera(), metrics.failedTwice(feed.camera()), e);
      return whole;
    }
  }

  private static void warn(String event, String camera, long failures, RuntimeException e) {
    if (Long.bitCount(failures) == 1) {
      // A camera that sends nothing but such pictures must not fill the log: 1st, 2nd, 4th, ….
      LOG.warn("{} camera={} failures={} reason=\"{}\"", event, camera, failures, e.getMessage());
    }
  }

  private boolean mayLookTwice(String camera, long now) {
    lock.lock();
    try {
      return scheduler.secondLook(camera, now);
    } finally {
      lock.unlock();
    }
  }

  private boolean accept(String camera, long arrivedNanos, long now) {
    lock.lock();
    try {
      return scheduler.accept(camera, arrivedNanos, now);
    } finally {
      lock.unlock();
    }
  }

  private void endTurn(String camera, long tookNanos) {
    lock.lock();
    try {
      if (tookNanos > 0) {
        scheduler.finished(camera, tookNanos);
      } else {
        scheduler.released(camera);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The model in use. */
  public ModelInfo model() {
    return models.current().info();
  }

  /**
   * Puts another model in place: each worker changes between two frames, frames that wait stay
   * where they are. Returns once no worker uses the former one. Not for event loops.
   *
   * @param next loaded and tested; stays the caller's
   * @return the former model, for the caller to close
   */
  Model replace(Model next) throws InterruptedException {
    Model before;
    lock.lock();
    try {
      before = models.replace(next);
      work.signalAll();
    } finally {
      lock.unlock();
    }
    models.awaitLeft(before);
    return before;
  }

  /** A sentence while workers are missing or the configured rates cannot be kept. */
  public Optional<String> degraded() {
    long ended = workers.stream().filter(worker -> !worker.isAlive()).count();
    lock.lock();
    try {
      if (ended > 0 && !closed) {
        return Optional.of(
            ended
                + " of "
                + workers.size()
                + " inference workers have ended, the log says why; restart the node");
      }
      return scheduler.degraded();
    } finally {
      lock.unlock();
    }
  }

  /** Pictures of a camera looked at per second, smoothed; 0 when it is silent or unknown. */
  public double inferredFps(String camera) {
    lock.lock();
    try {
      return scheduler.fps(camera, System.nanoTime());
    } finally {
      lock.unlock();
    }
  }

  /** Pictures per second a camera may be looked at now; 0 when it is silent or unknown. */
  public double grantedFps(String camera) {
    lock.lock();
    try {
      return scheduler.granted(camera);
    } finally {
      lock.unlock();
    }
  }

  /** Share of the rates asked for that is granted, above 0 to 1. */
  public double admitted() {
    lock.lock();
    try {
      return scheduler.admitted();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the workers and waits for the inferences under way. Not for event loops. */
  @Override
  public void close() {
    List<String> cameras;
    lock.lock();
    try {
      closed = true;
      cameras = List.copyOf(feeds.keySet());
      work.signalAll();
    } finally {
      lock.unlock();
    }
    cameras.forEach(this::unregister);
    boolean interrupted = false;
    for (Thread worker : workers) {
      while (worker.isAlive()) {
        try {
          worker.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    metrics.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
