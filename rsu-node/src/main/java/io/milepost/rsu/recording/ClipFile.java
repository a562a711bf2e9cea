package io.milepost.rsu.recording;

import io.milepost.rsu.camera.SourceException;
import io.milepost.rsu.recording.mp4.Mp4Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.function.DoubleConsumer;

/** Writes a clip of any interval to a file of one's own, outside the node's folder of clips. */
public final class ClipFile {
  private ClipFile() {}

  /**
   * What was written.
   *
   * @param info the clip; {@code node} and {@code state} say nothing here
   * @param tookSeconds how long it took
   */
  public record Made(ClipInfo info, double tookSeconds) {}

  /**
   * Cuts, checks and, where a profile is given, encodes anew; blocks.
   *
   * @param footage what is recorded
   * @param window what is wanted
   * @param profile {@code board}, {@code pc}, or null to copy the pictures
   * @param out the file, replaced only when the clip is whole
   * @param progress told how much is done, 0..1
   * @return empty when nothing is recorded of that time
   * @throws IOException with a sentence when it cannot be written
   */
  public static Optional<Made> make(
      Footage footage, Wanted window, String profile, Path out, DoubleConsumer progress)
      throws IOException {
    long began = System.nanoTime();
    ExportProfile how = profile == null ? null : ExportProfile.of(profile);
    Optional<Footage.Found> found =
        footage.find(
            window.camera(),
            window.fromMillis() * 1000,
            window.toMillis() * 1000,
            window.momentMillis() * 1000);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Mp4Plan plan = found.get().plan();
    Path target = out.toAbsolutePath();
    Files.createDirectories(target.getParent());
    Path cut = target.resolveSibling(target.getFileName() + ".part");
    Path small = target.resolveSibling(target.getFileName() + ".small.part");
    try {
      String sha256 =
          plan.write(
              cut, bytes -> progress.accept(how == null ? (double) bytes / plan.length() : 0));
      double seconds = ClipProbe.check(cut, plan.facts());
      ClipContent content =
          ClipContent.of(plan.facts(), found.get().leftOut(), seconds, plan.length(), sha256);
      Path made = cut;
      String export = null;
      if (how != null) {
        ClipExporter.Encoded encoded =
            ClipExporter.encode(how, content, cut, small, () -> false, progress);
        content = encoded.content();
        export = encoded.json();
        made = small;
      }
      Files.move(made, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      Clip clip =
          new Clip(
              target.getFileName().toString(),
              "",
              window.camera(),
              target.toString(),
              window.fromMillis() * 1000,
              window.toMillis() * 1000,
              window.momentMillis() * 1000,
              0,
              content,
              Clip.State.COMPLETE,
              null,
              profile,
              0,
              0,
              null,
              export);
      return Optional.of(
          new Made(ClipInfo.of(clip, null, null, false, false), (System.nanoTime() - began) / 1e9));
    } catch (SourceException e) {
      throw new IOException("the clip failed its check: " + e.getMessage(), e);
    } finally {
      Files.deleteIfExists(cut);
      Files.deleteIfExists(small);
    }
  }

  /**
   * Which stretch of which camera.
   *
   * @param camera camera id
   * @param fromMillis UTC of the beginning
   * @param toMillis UTC of the end, not included
   * @param momentMillis what must be seen where not everything can be in one file
   */
  public record Wanted(String camera, long fromMillis, long toMillis, long momentMillis) {}
}
