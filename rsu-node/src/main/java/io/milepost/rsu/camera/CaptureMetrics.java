package io.milepost.rsu.camera;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** Figures of one camera; every drop with its reason. */
public final class CaptureMetrics implements MeterBinder {
  private static final String DROPS = "milepost.camera.drops";

  private static final String WAKES = "milepost.camera.wakes";

  private final CameraCapture capture;

  /** Figures of this camera. */
  public CaptureMetrics(CameraCapture capture) {
    this.capture = capture;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    CameraHealth health = capture.health();
    Tags tags = Tags.of("camera", capture.camera().id());
    counter(registry, "milepost.camera.packets", tags, CameraHealth::packets);
    counter(registry, "milepost.camera.bytes", tags, CameraHealth::bytes);
    counter(registry, "milepost.camera.frames", tags, CameraHealth::frames);
    counter(registry, "milepost.camera.reconnects", tags, CameraHealth::reconnects);
    counter(registry, DROPS, tags.and("reason", "undecodable"), CameraHealth::undecodable);
    counter(registry, DROPS, tags.and("reason", "damaged_in_transit"), CameraHealth::corrupt);
    counter(registry, "milepost.camera.dozed", tags, CameraHealth::dozed);
    counter(registry, WAKES, tags.and("by", "need"), CameraHealth::wakes);
    counter(registry, WAKES, tags.and("by", "stream"), CameraHealth::wakesByStream);
    FunctionCounter.builder(DROPS, capture, CameraCapture::overwritten)
        .tags(tags.and("reason", "newer_came"))
        .register(registry);
    FunctionTimer.builder(
            "milepost.camera.decode",
            health,
            CameraHealth::packets,
            CameraHealth::decodeNanos,
            TimeUnit.NANOSECONDS)
        .tags(tags)
        .register(registry);
    gauge(registry, "milepost.camera.live", tags, h -> h.isLive() ? 1 : 0);
    gauge(registry, "milepost.camera.fps", tags, CameraHealth::fps);
    gauge(registry, "milepost.camera.packet.age.seconds", tags, CameraHealth::packetAgeSeconds);
  }

  private void counter(
      MeterRegistry registry, String name, Tags tags, ToDoubleFunction<CameraHealth> value) {
    FunctionCounter.builder(name, capture.health(), value).tags(tags).register(registry);
  }

  private void gauge(
      MeterRegistry registry, String name, Tags tags, ToDoubleFunction<CameraHealth> value) {
    Gauge.builder(name, capture.health(), value)
        .strongReference(true)
        .tags(tags)
        .register(registry);
  }
}
