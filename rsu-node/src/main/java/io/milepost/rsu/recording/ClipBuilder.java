package io.milepost.rsu.recording;

import io.milepost.rsu.camera.SourceException;
import io.milepost.rsu.recording.mp4.Mp4Plan;
import io.milepost.rsu.recording.mp4.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;

/**
 * Cuts a clip out of what is recorded by copying its bytes once, hashed on the way. Players begin
 * at the picture asked for; the file begins at the key picture before it.
 */
final class ClipBuilder {
  private final Footage footage;

  ClipBuilder(Footage footage) {
    this.footage = footage;
  }

  /**
   * Builds and probes; blocks for the disk. The file appears whole or not at all.
   *
   * @param last whether no more will be recorded of the time asked for; until then its end is not
   *     missing, only late
   * @param progress told how much is written, 0..1
   * @return what it holds; empty when nothing is recorded of that time
   * @throws IOException with a sentence when it cannot be built
   */
  Optional<ClipContent> build(Clip clip, Path target, boolean last, DoubleConsumer progress)
      throws IOException {
    Optional<Footage.Found> found =
        footage.find(clip.camera(), clip.fromMicros(), clip.toMicros(), clip.momentMicros());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Mp4Plan plan = found.get().plan();
    Files.createDirectories(target.getParent());
    Path part = target.resolveSibling(target.getFileName() + ".part");
    try {
      String sha256 = plan.write(part, bytes -> progress.accept((double) bytes / plan.length()));
      double seconds = ClipProbe.check(part, plan.facts());
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      List<Span> leftOut = found.get().leftOut();
      ClipContent content = ClipContent.of(plan.facts(), leftOut, seconds, plan.length(), sha256);
      return Optional.of(last ? content : withoutEnd(content, clip.toMicros()));
    } catch (SourceException e) {
      throw new IOException("clip " + clip.id() + " failed its check: " + e.getMessage(), e);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static ClipContent withoutEnd(ClipContent c, long toMicros) {
    List<Span> gaps = c.gaps().stream().filter(gap -> gap.toMicros() != toMicros).toList();
    return new ClipContent(
        c.startMicros(),
        c.endMicros(),
        c.seconds(),
        c.bytes(),
        c.sha256(),
        c.leadMicros(),
        c.pictures(),
        gaps,
        c.leftOut());
  }
}
