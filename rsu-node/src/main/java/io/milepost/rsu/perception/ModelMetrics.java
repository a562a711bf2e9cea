package io.milepost.rsu.perception;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The figures of the model in use; those of a replaced one go with it. Not thread-safe. */
final class ModelMetrics {
  private static final int SHOWN_SHA = 12;
  private static final String SWAPS = "milepost.model.swaps";

  private final MeterRegistry registry;
  private final Counter swapped;
  private final Counter failed;
  private List<Meter> meters = List.of();

  ModelMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.swapped = swaps("ok");
    this.failed = swaps("failed");
  }

  private Counter swaps(String result) {
    return Counter.builder(SWAPS)
        .description("Models put in place of another while running")
        .tag("result", result)
        .register(registry);
  }

  void show(Model model, int users, long sinceNanos) {
    hide();
    ModelInfo info = model.info();
    meters =
        List.of(
            Gauge.builder("milepost.model.info", () -> 1)
                .description("The model in use, in its labels")
                .tag("file", String.valueOf(info.path().getFileName()))
                .tag("sha256", info.sha256().substring(0, SHOWN_SHA))
                .tag("layout", info.layout().name())
                .tag("precision", info.file().precision())
                .tag("provider", info.provider().code())
                .register(registry),
            gauge(
                "milepost.model.bytes",
                "Model file and the tensors of all workers",
                model,
                m -> info.file().bytes() + users * m.tensorBytes()),
            FunctionCounter.builder("milepost.model.runs", model, Model::runs)
                .description("Pictures the model in use was run on")
                .register(registry),
            gauge(
                "milepost.model.age.seconds",
                "Time since the model came into use",
                model,
                m -> (System.nanoTime() - sinceNanos) / 1e9));
  }

  private Meter gauge(String name, String what, Model model, ToDoubleFunction<Model> value) {
    return Gauge.builder(name, model, value)
        .description(what)
        .strongReference(true)
        .register(registry);
  }

  void swapped() {
    swapped.increment();
  }

  void failed() {
    failed.increment();
  }

  private void hide() {
    meters.forEach(registry::remove);
    meters = List.of();
  }

  void close() {
    hide();
    registry.remove(swapped);
    registry.remove(failed);
  }
}
