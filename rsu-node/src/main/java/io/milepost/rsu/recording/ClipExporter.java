package io.milepost.rsu.recording;

import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encodes clips anew for those who asked for it, one at a time, on a thread of the lowest priority:
 * it takes minutes and must cost nobody anything. An export that is broken off begins anew.
 */
final class ClipExporter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClipExporter.class);

  private final ClipIndex clips;
  private final ClipBuilder builder;
  private final Path folder;
  private final Clock clock;
  private final Map<String, Double> progress;
  private final Set<String> submitted = ConcurrentHashMap.newKeySet();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread made = new Thread(task, "clip-export");
            made.setDaemon(true);
            made.setPriority(Thread.MIN_PRIORITY);
            return made;
          });
  private volatile boolean closed;

  ClipExporter(
      ClipIndex clips,
      ClipBuilder builder,
      Path folder,
      Clock clock,
      Map<String, Double> progress) {
    this.clips = clips;
    this.builder = builder;
    this.folder = folder;
    this.clock = clock;
    this.progress = progress;
  }

  /** Queues a clip once. */
  void submit(Clip clip) {
    if (!closed && submitted.add(clip.id())) {
      progress.put(clip.id(), 0.0);
      thread.execute(() -> run(clip));
    }
  }

  private void run(Clip clip) {
    try {
      export(clip);
    } catch (IOException | MilepostException e) {
      if (!closed) {
        LOG.error("export failed clip={} reason={}", clip.id(), e.getMessage());
        clips.close(clip.id());
        clips.exported(clip.id(), Json.write(Map.of("failed", String.valueOf(e.getMessage()))));
      }
    } finally {
      progress.remove(clip.id());
      submitted.remove(clip.id());
    }
  }

  private void export(Clip clip) throws IOException {
    Path target = folder.resolve(clip.file());
    Path cut = target.resolveSibling(target.getFileName() + ".cut");
    Path part = target.resolveSibling(target.getFileName() + ".part");
    try {
      Optional<ClipContent> copied = builder.build(clip, cut, true, done -> {});
      if (copied.isEmpty()) {
        clips.close(clip.id());
        return;
      }
      Encoded encoded =
          encode(
              ExportProfile.of(clip.profile()),
              copied.get(),
              cut,
              part,
              () -> closed,
              done -> progress.put(clip.id(), done));
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      clips.exported(clip.id(), encoded.json());
      clips.built(clip.id(), encoded.content(), true, clock.millis());
      LOG.info("clip exported clip={} facts={}", clip.id(), encoded.json());
    } finally {
      Files.deleteIfExists(cut);
      Files.deleteIfExists(part);
    }
  }

  /**
   * A clip encoded anew.
   *
   * @param content what the new file holds
   * @param json {@link Facts}
   */
  record Encoded(ClipContent content, String json) {}

  /** Encodes a cut anew and weighs what that has brought; blocks for minutes. */
  static Encoded encode(
      ExportProfile profile,
      ClipContent source,
      Path cut,
      Path target,
      BooleanSupplier stopped,
      DoubleConsumer progress)
      throws IOException {
    long began = System.nanoTime();
    ClipTranscoder.Result result =
        new ClipTranscoder(profile, stopped).run(cut, target, source.seconds(), progress);
    long bytes = Files.size(target);
    ClipContent content =
        new ClipContent(
            source.startMicros(),
            source.endMicros(),
            result.seconds(),
            bytes,
            Digests.sha256(target),
            0,
            result.pictures(),
            source.gaps(),
            source.leftOut());
    Facts facts =
        new Facts(
            profile.code(),
            result.encoder(),
            source.bytes(),
            bytes,
            Math.round(1000.0 * (source.bytes() - bytes) / source.bytes()) / 10.0,
            Math.round(result.ssim() * 10_000) / 10_000.0,
            Math.round((System.nanoTime() - began) / 1e8) / 10.0);
    return new Encoded(content, Json.write(facts));
  }

  /**
   * What an export has brought.
   *
   * @param profile its name
   * @param encoder FFmpeg's name of the encoder
   * @param bytesBefore size of the same clip with its pictures copied
   * @param bytes size now
   * @param savedPercent how much smaller, percent; negative when it has grown
   * @param ssim likeness to the copied clip, 0..1, mean of all compared pictures and planes
   * @param tookSeconds time it took
   */
  record Facts(
      String profile,
      String encoder,
      long bytesBefore,
      long bytes,
      double savedPercent,
      double ssim,
      double tookSeconds) {}

  @Override
  public void close() {
    closed = true;
    thread.shutdownNow();
  }
}
