package io.milepost.rsu.ops;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/**
 * What is not as it should be, in sentences: declared in the node's heartbeat, in its readiness and
 * in Prometheus before somebody asks. Thread-safe; suppliers must be quick and not block.
 */
public final class Degradations {
  private final Map<String, Supplier<Optional<String>>> sources = new ConcurrentSkipListMap<>();

  /** Publishes the number of present degradations as {@code milepost_degraded}. */
  public Degradations(MeterRegistry registry) {
    Gauge.builder("milepost.degraded", this, d -> d.sentences().size())
        .description("Things that are not as they should be; the node's status names them")
        .register(registry);
  }

  /** Adds a source; its sentence is present while it returns one. */
  public void register(String name, Supplier<Optional<String>> source) {
    sources.put(name, source);
  }

  /** The present sentences, ordered by source name. */
  public List<String> sentences() {
    List<String> present = new ArrayList<>();
    sources.values().forEach(source -> source.get().ifPresent(present::add));
    return present;
  }
}
