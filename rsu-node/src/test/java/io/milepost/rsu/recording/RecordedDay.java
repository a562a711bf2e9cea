package io.milepost.rsu.recording;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Clock;

/** Fills the folder of a unit with the recording of one camera, for tests of other packages. */
public final class RecordedDay {
  private RecordedDay() {}

  /** Records a whole video; the unit goes on until what is returned is closed. */
  public static AutoCloseable record(Path data, String camera, Path video, long startMillis) {
    RecordingStore store =
        RecordingStore.open(
            new RecordingConfig(data.resolve("recordings"), 5, 3650, 1_000_000_000L, 0),
            data,
            Clock.systemUTC());
    SegmentRecorder recorder = store.recorder(camera);
    int frames = new Feed(video, recorder).play(startMillis * 1000, 0, Integer.MAX_VALUE).size();
    await()
        .until(() -> recorder.status().recordedUpToMillis() >= startMillis + frames * 40L - 1000);
    return store::close;
  }
}
