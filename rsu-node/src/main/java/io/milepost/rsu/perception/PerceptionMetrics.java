package io.milepost.rsu.perception;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.milepost.rsu.camera.FrameSlot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/** The figures of perception, per camera. Thread-safe. */
final class PerceptionMetrics {
  private static final String DROPPED = "milepost.inference.dropped";
  private static final Duration[] BUCKETS =
      LongStream.of(5, 10, 20, 50, 100, 200, 500, 1000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final Gauge admitted;
  private final Map<String, Meters> cameras = new ConcurrentHashMap<>();

  private record Meters(
      Timer inference,
      Timer waiting,
      Timer age,
      Counter tooOld,
      Counter failed,
      Counter looks,
      Counter gains,
      Counter failedTwice,
      Meter... others) {
    List<Meter> counted() {
      return List.of(inference, waiting, age, tooOld, failed, looks, gains, failedTwice);
    }
  }

  PerceptionMetrics(MeterRegistry registry, Supplier<Number> admitted) {
    this.registry = registry;
    this.admitted =
        Gauge.builder("milepost.inference.admitted", admitted)
            .description("Share of the configured frame rates that is granted")
            .register(registry);
  }

  void add(CameraFeed feed, Supplier<Number> fps, Supplier<Number> granted) {
    String camera = feed.camera();
    cameras.put(
        camera,
        new Meters(
            timer("milepost.inference.time", "Picture to detections", camera),
            timer("milepost.inference.wait", "Picture waiting for the model", camera),
            timer("milepost.inference.frame.age", "Packet read to detections published", camera),
            dropped(camera, "too_old"),
            dropped(camera, "failed"),
            counter("milepost.inference.second.looks", "Second looks at suspected places", camera),
            counter("milepost.inference.second.gains", "Objects only they have found", camera),
            counter("milepost.inference.second.failed", "Second looks that failed", camera),
            FunctionCounter.builder(DROPPED, feed.slot(), FrameSlot::overwritten)
                .description("Decoded pictures nobody looked at")
                .tag("camera", camera)
                .tag("reason", "newer_came")
                .register(registry),
            Gauge.builder("milepost.inference.fps", fps)
                .description("Pictures looked at per second")
                .tag("camera", camera)
                .register(registry),
            Gauge.builder("milepost.inference.granted.fps", granted)
                .description("Pictures per second this camera may be looked at now")
                .tag("camera", camera)
                .register(registry)));
  }

  private Counter counter(String name, String what, String camera) {
    return Counter.builder(name).description(what).tag("camera", camera).register(registry);
  }

  /** Counts a second look and the objects it added. */
  void lookedTwice(String camera, int gained) {
    Meters meters = cameras.get(camera);
    if (meters != null) {
      meters.looks.increment();
      meters.gains.increment(Math.max(0, gained));
    }
  }

  private Timer timer(String name, String what, String camera) {
    return Timer.builder(name)
        .description(what)
        .tag("camera", camera)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  private Counter dropped(String camera, String reason) {
    return Counter.builder(DROPPED)
        .description("Decoded pictures nobody looked at")
        .tag("camera", camera)
        .tag("reason", reason)
        .register(registry);
  }

  void inferred(FrameDetections found, long ageNanos) {
    Meters meters = cameras.get(found.camera());
    if (meters != null) {
      meters.inference.record(found.inferenceMicros(), TimeUnit.MICROSECONDS);
      meters.waiting.record(found.waitMicros(), TimeUnit.MICROSECONDS);
      meters.age.record(ageNanos, TimeUnit.NANOSECONDS);
    }
  }

  void tooOld(String camera) {
    Meters meters = cameras.get(camera);
    if (meters != null) {
      meters.tooOld.increment();
    }
  }

  /** Counts a second look that failed; returns how many there are now. */
  long failedTwice(String camera) {
    Meters meters = cameras.get(camera);
    if (meters == null) {
      return 0;
    }
    meters.failedTwice.increment();
    return (long) meters.failedTwice.count();
  }

  /** Counts a failure; returns how many there are now. */
  long failed(String camera) {
    Meters meters = cameras.get(camera);
    if (meters == null) {
      return 0;
    }
    meters.failed.increment();
    return (long) meters.failed.count();
  }

  /** Removes a camera's figures, so that a later one of the same id starts its own. */
  void remove(String camera) {
    Meters meters = cameras.remove(camera);
    if (meters != null) {
      meters.counted().forEach(registry::remove);
      for (Meter other : meters.others) {
        registry.remove(other);
      }
    }
  }

  void close() {
    List.copyOf(cameras.keySet()).forEach(this::remove);
    registry.remove(admitted);
  }
}
