package io.milepost.rsu.perception.pixels;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.milepost.rsu.perception.Sight;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Publishes the figures of one eye. */
public final class EyeMetrics implements MeterBinder {
  private final String camera;
  private final CameraEye eye;

  /** Figures of this camera's eye. */
  public EyeMetrics(String camera, CameraEye eye) {
    this.camera = camera;
    this.eye = eye;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Tags tags = Tags.of("camera", camera);
    EyeFigures figures = eye.figures();
    FunctionTimer.builder(
            "milepost.eye.time",
            figures,
            EyeFigures::pictures,
            EyeFigures::nanos,
            TimeUnit.NANOSECONDS)
        .description("Small picture of a decoded one, and everything seen in it without a model")
        .tags(tags)
        .register(registry);
    FunctionCounter.builder("milepost.eye.failures", figures, EyeFigures::failures)
        .description("Pictures that could not be made small")
        .tags(tags)
        .register(registry);
    Gauge.builder("milepost.camera.motion.share", figures, EyeFigures::moving)
        .description("Share of the picture that moves")
        .tags(tags)
        .register(registry);
    Gauge.builder("milepost.camera.usable", eye, e -> e.sight().usable() ? 1 : 0)
        .description("Whether the pictures can be believed; rules are suspended at 0")
        .tags(tags)
        .register(registry);
    for (Sight.Fault fault : Sight.Fault.values()) {
      if (fault != Sight.Fault.NONE) {
        FunctionCounter.builder("milepost.camera.faults", figures, f -> f.faults(fault))
            .description("Times a fault of the picture began")
            .tags(tags.and("fault", fault.name().toLowerCase(Locale.ROOT)))
            .register(registry);
      }
    }
  }
}
