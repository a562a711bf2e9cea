package io.milepost.rsu.recording;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.DoubleSupplier;

/** Figures of the recording of one camera. */
public final class RecordingMetrics implements MeterBinder {
  private final SegmentRecorder recorder;
  private final DoubleSupplier hourShare;

  /**
   * Figures of this recorder.
   *
   * @param hourShare recorded of what was expected in the last hour, 0..1
   */
  public RecordingMetrics(SegmentRecorder recorder, DoubleSupplier hourShare) {
    this.recorder = recorder;
    this.hourShare = hourShare;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Tags tags = Tags.of("camera", recorder.camera());
    FunctionCounter.builder("milepost.recording.segments", recorder, r -> r.status().segments())
        .tags(tags)
        .register(registry);
    FunctionCounter.builder("milepost.recording.bytes", recorder, r -> r.status().bytes())
        .tags(tags)
        .register(registry);
    FunctionCounter.builder(
            "milepost.recording.write.errors", recorder, r -> r.status().writeErrors())
        .tags(tags)
        .register(registry);
    FunctionCounter.builder("milepost.recording.drops", recorder, r -> r.status().droppedPackets())
        .tags(tags.and("reason", "disk"))
        .register(registry);
    Gauge.builder("milepost.recording.coverage.ratio", hourShare, DoubleSupplier::getAsDouble)
        .description("Recorded of what was expected in the last hour; NaN when nothing was")
        .strongReference(true)
        .tags(tags)
        .register(registry);
    Gauge.builder("milepost.recording.queue.bytes", recorder, r -> r.status().queuedBytes())
        .tags(tags)
        .register(registry);
  }
}
