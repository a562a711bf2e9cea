package io.milepost.bench.perception;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.rsu.camera.CameraCapture;
import io.milepost.rsu.camera.CameraConfig;
import io.milepost.rsu.camera.CaptureConfig;
import io.milepost.rsu.camera.FrameSlot;
import io.milepost.rsu.camera.SourcePolicy;
import io.milepost.rsu.perception.Activity;
import io.milepost.rsu.perception.Attention;
import io.milepost.rsu.perception.CameraFeed;
import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.perception.InferencePool;
import io.milepost.rsu.perception.Model;
import io.milepost.rsu.perception.Pace;
import io.milepost.rsu.perception.PerceptionConfig;
import io.milepost.rsu.perception.PerceptionTopics;
import io.milepost.rsu.perception.pixels.CameraEye;
import io.milepost.rsu.perception.pixels.EyeConfig;
import io.milepost.rsu.rules.RuleEngine;
import io.milepost.rsu.rules.RulesConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Cameras as a node has them: each decodes an H.264 file in real time on a thread of its own, where
 * its eye looks at small pictures; one pool looks at them all, and their rules run on event loops
 * behind the bus.
 */
final class CameraPark implements AutoCloseable {
  private static final long STAGGER_NANOS = 40_000_000;

  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<Place> places = new ArrayList<>();
  private final AgeBook ages = new AgeBook();
  private final InferencePool pool;
  private final SourcePolicy policy;

  private static final class Place {
    final CameraCapture capture;
    final FrameSlot slot = new FrameSlot();
    final AtomicLong looked = new AtomicLong();
    final Activity activity = new Activity();
    final CameraEye eye;
    final double fps;

    Place(CameraCapture capture, CameraEye eye, double fps) {
      this.capture = capture;
      this.eye = eye;
      this.fps = fps;
    }
  }

  /**
   * A park without cameras.
   *
   * @param model stays the caller's
   * @param folder where the videos lie
   */
  CameraPark(Model model, PerceptionConfig config, Path folder) {
    PerceptionTopics.registerCodecs(vertx.eventBus());
    policy = new SourcePolicy(List.of(folder), Set.of());
    pool = new InferencePool(model, config, this::publish, meters);
  }

  private void publish(FrameDetections found) {
    PerceptionTopics.detections(found.camera()).publish(vertx.eventBus(), found);
  }

  /** Adds a camera that plays this file again and again. */
  void add(Path video, double targetFps) {
    String id = "c" + places.size();
    CameraConfig camera =
        new CameraConfig(id, null, "file:" + video, null, null, 0, 0, 0, null, targetFps, true);
    CameraCapture capture = new CameraCapture(camera, CaptureConfig.DEFAULT, policy, Map.of());
    CameraEye eye = new CameraEye(id, EyeConfig.defaults());
    Place place = new Place(capture, eye, targetFps);
    Attention attention = new Attention();
    RuleEngine rules = new RuleEngine(id, RulesConfig.defaults());
    vertx
        .deployVerticle(
            new VerticleBase() {
              @Override
              public Future<?> start() {
                return PerceptionTopics.detections(id)
                    .consume(
                        vertx.eventBus(),
                        found -> {
                          rules.observe(found);
                          place.looked.incrementAndGet();
                          ages.add(utcMillis() - found.utcMillis());
                        })
                    .completion();
              }
            })
        .toCompletionStage()
        .toCompletableFuture()
        .join();
    capture.look(eye);
    capture.attach(place.slot);
    pool.register(
        new CameraFeed(
            id,
            place.slot,
            new Pace(targetFps, Pace.DEFAULT_PRIORITY, 0, attention, place.activity),
            eye));
    places.add(place);
    // Cameras are not in step with one another.
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(STAGGER_NANOS));
    capture.start();
  }

  private static double utcMillis() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1e3 + now.getNano() / 1e6;
  }

  /** Reports motion at a camera, or that there is none. */
  void motion(int camera, boolean moves) {
    Activity activity = places.get(camera).activity;
    if (moves) {
      activity.moved(System.nanoTime());
    } else {
      activity.still(System.nanoTime());
    }
  }

  int size() {
    return places.size();
  }

  /** Runs on, doing this ten times a second. */
  void run(double seconds, Runnable meanwhile) {
    long end = System.nanoTime() + Math.round(seconds * 1e9);
    while (System.nanoTime() < end) {
      meanwhile.run();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  /**
   * Measures for some seconds.
   *
   * @param dueShare pictures due, as a share of the target rates
   */
  Load measure(double seconds, double dueShare, Runnable meanwhile) {
    ages.clear();
    double[] shares = new double[places.size()];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = -places.get(i).looked.get();
    }
    long tooOld = dropped("too_old") + dropped("failed");
    long frames = frames();
    ProcessFigures before = new ProcessFigures();
    long begun = System.nanoTime();
    run(seconds, meanwhile);
    double took = (System.nanoTime() - begun) / 1e9;
    ProcessFigures after = new ProcessFigures();
    long looked = 0;
    double worst = Double.MAX_VALUE;
    for (int i = 0; i < shares.length; i++) {
      shares[i] += places.get(i).looked.get();
      looked += (long) shares[i];
      worst = Math.min(worst, shares[i] / (places.get(i).fps * dueShare * took));
    }
    return new Load(
        places.size(),
        looked,
        worst,
        dropped("too_old") + dropped("failed") - tooOld,
        pool.degraded().orElse(""),
        ages.quantile(0.5),
        ages.quantile(0.99),
        after.allocatedSince(before) / (double) Math.max(1, looked),
        after.cpuMillisSince(before, "camera-") / Math.max(1, frames() - frames),
        after.cpuMillisSince(before, "inference-") / Math.max(1, looked),
        after.cpuMillisSince(before, "vert.x-eventloop") / Math.max(1, looked),
        after.coresSince(before),
        after.othersSince(before),
        ProcessFigures.residentMib());
  }

  private long dropped(String reason) {
    return Math.round(
        meters.find("milepost.inference.dropped").tag("reason", reason).counters().stream()
            .mapToDouble(counter -> counter.count())
            .sum());
  }

  private long frames() {
    return places.stream().mapToLong(place -> place.capture.health().frames()).sum();
  }

  @Override
  public void close() {
    places.stream().map(place -> place.capture.stop()).toList().forEach(done -> done.join());
    pool.close();
    places.forEach(place -> place.slot.close());
    places.forEach(place -> place.eye.close());
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
