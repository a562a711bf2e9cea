package io.milepost.rsu.recording;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/** Figures of the recording of one camera. */
public final class RecordingMetrics implements MeterBinder {
  private final SegmentRecorder recorder;

  /** Figures of this recorder. */
  public RecordingMetrics(SegmentRecorder recorder) {
    this.recorder = recorder;
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
    Gauge.builder("milepost.recording.queue.bytes", recorder, r -> r.status().queuedBytes())
        .tags(tags)
        .register(registry);
  }
}
