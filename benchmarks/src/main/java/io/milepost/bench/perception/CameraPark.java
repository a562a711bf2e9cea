package io.milepost.bench.perception;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.rsu.camera.CameraCapture;
import io.milepost.rsu.camera.CameraConfig;
import io.milepost.rsu.camera.CameraHealth;
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
import io.milepost.rsu.perception.PacingConfig;
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
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;

/**
 * Cameras as a node has them: each decodes an H.264 file in real time on a thread of its own, where
 * its eye looks at small pictures; one pool looks at them all, and their rules run on event loops
 * behind the bus.
 */
final class CameraPark implements AutoCloseable {
  private static final long STAGGER_NANOS = 40_000_000;
  private static final long STEP_NANOS = 100_000_000;
  private static final double SENT_FPS = 25;

  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<Place> places = new ArrayList<>();
  private final AgeBook ages = new AgeBook();
  private final InferencePool pool;
  private final SourcePolicy policy;
  private final PerceptionConfig config;

  private static final class Place {
    final CameraCapture capture;
    final FrameSlot slot = new FrameSlot();
    final AtomicLong looked = new AtomicLong();
    final boolean gated;
    double due;
    double awakeSeconds;
    final CameraEye eye;
    final double fps;

    Place(CameraCapture capture, CameraEye eye, double fps, boolean gated) {
      this.gated = gated;
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
    this.config = config;
    policy = new SourcePolicy(List.of(folder), Set.of());
    pool = new InferencePool(model, config, this::publish, meters);
  }

  private void publish(FrameDetections found) {
    PerceptionTopics.detections(found.camera()).publish(vertx.eventBus(), found);
  }

  /**
   * Adds a camera that plays this file again and again.
   *
   * @param gated whether its eye decides how often it is looked at and decoded, as in a node;
   *     otherwise it counts as moving all the time
   */
  void add(Path video, double targetFps, boolean gated) {
    String id = "c" + places.size();
    CameraConfig camera =
        new CameraConfig(id, null, "file:" + video, null, null, 0, 0, 0, null, targetFps, true);
    CameraCapture capture = new CameraCapture(camera, CaptureConfig.DEFAULT, policy, Map.of());
    CameraEye eye = new CameraEye(id, EyeConfig.defaults());
    Place place = new Place(capture, eye, targetFps, gated);
    Attention attention = new Attention();
    Activity activity = gated ? eye.activity() : new Activity();
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
    if (gated) {
      capture.doze(config.pacing().dozeSeconds(), now -> eye.calm() && attention.quiet(now));
    }
    capture.attach(place.slot);
    pool.register(
        new CameraFeed(
            id,
            place.slot,
            new Pace(targetFps, Pace.DEFAULT_PRIORITY, 0, attention, activity),
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

  int size() {
    return places.size();
  }

  /** Runs on. */
  void run(double seconds) {
    long last = System.nanoTime();
    long end = last + Math.round(seconds * 1e9);
    while (last < end) {
      LockSupport.parkNanos(STEP_NANOS);
      long now = System.nanoTime();
      double step = (now - last) / 1e9;
      last = now;
      for (Place place : places) {
        demand(place, step, now);
      }
    }
  }

  /** How many pictures are due, by what the scheduler is told. */
  private void demand(Place place, double step, long now) {
    PacingConfig pacing = config.pacing();
    boolean idle =
        place.gated && place.eye.activity().idle(now, Math.round(pacing.motionHoldSeconds() * 1e9));
    place.due += step * (idle ? Math.min(pacing.idleFps(), place.fps) : place.fps);
    place.awakeSeconds += idle ? 0 : step;
  }

  /** Measures for some seconds. */
  Load measure(double seconds) {
    ages.clear();
    double[] shares = new double[places.size()];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = -places.get(i).looked.get();
      places.get(i).due = 0;
      places.get(i).awakeSeconds = 0;
    }
    long tooOld = dropped("too_old") + dropped("failed");
    long packets = sum(CameraHealth::packets);
    long frames = sum(CameraHealth::frames);
    ProcessFigures before = new ProcessFigures();
    long begun = System.nanoTime();
    run(seconds);
    double took = (System.nanoTime() - begun) / 1e9;
    ProcessFigures after = new ProcessFigures();
    double sent = Math.max(1, sum(CameraHealth::packets) - packets);
    long looked = 0;
    double worst = Double.MAX_VALUE;
    double awake = 0;
    double due = 0;
    for (int i = 0; i < shares.length; i++) {
      shares[i] += places.get(i).looked.get();
      looked += (long) shares[i];
      worst = Math.min(worst, shares[i] / places.get(i).due);
      due += places.get(i).due;
      awake += places.get(i).awakeSeconds / took / shares.length;
    }
    double played = sent / SENT_FPS;
    double lookMillis = after.cpuMillisSince(before, "inference-") / Math.max(1, looked);
    double rulesMillis = after.cpuMillisSince(before, "vert.x-eventloop") / Math.max(1, looked);
    double missed = Math.max(0, due - looked) * (lookMillis + rulesMillis);
    return new Load(
        places.size(),
        looked,
        worst,
        awake,
        (sum(CameraHealth::frames) - frames) / sent,
        dropped("too_old") + dropped("failed") - tooOld,
        pool.degraded().orElse(""),
        ages.quantile(0.5),
        ages.quantile(0.99),
        after.allocatedSince(before) / (double) Math.max(1, looked),
        after.cpuMillisSince(before, "camera-") / sent,
        lookMillis,
        rulesMillis,
        (after.coresSince(before) * took * 1e3 + missed) / played,
        played / took / shares.length,
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

  private long sum(ToLongFunction<CameraHealth> figure) {
    return places.stream().mapToLong(place -> figure.applyAsLong(place.capture.health())).sum();
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
