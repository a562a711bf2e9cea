package io.milepost.rsu.api;

import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.message.ClipReady;
import io.milepost.rsu.camera.RecordedPictures;
import io.milepost.rsu.recording.ClipInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Clips of a node that the console is shown, with all that goes with them. */
final class ConsoleClips {
  private final ApiNode node;
  private final RoadPictures road;
  private final Path folder;

  ConsoleClips(ApiNode node, RoadPictures road, Path folder) {
    this.node = node;
    this.road = road;
    this.folder = folder;
  }

  void tell(ClipReady clip) throws Exception {
    node.recorded.infos.put(
        clip.id(),
        new ClipInfo(
            clip.id(),
            clip.incident(),
            clip.camera(),
            clip.node(),
            clip.complete() ? "complete" : "partial",
            null,
            clip.startUtcMillis(),
            clip.endUtcMillis(),
            clip.startUtcMillis(),
            clip.startUtcMillis(),
            clip.endUtcMillis(),
            clip.startUtcMillis(),
            clip.seconds(),
            clip.bytes(),
            clip.sha256(),
            100L,
            List.of(
                new ClipInfo.Stretch(clip.startUtcMillis() + 500, clip.startUtcMillis() + 2500)),
            List.of(),
            clip.startUtcMillis(),
            clip.startUtcMillis(),
            null,
            null,
            null,
            null,
            true,
            clip.complete()));
    Path file = node.clips.get(clip.id());
    Path still = Files.write(folder.resolve("still.jpg"), road.newest().orElseThrow().jpeg());
    node.recorded.thumbnails.put(clip.id(), still);
    byte[] webp = RecordedPictures.preview(file, 8, 320, 200);
    node.recorded.previews.put(clip.id(), Files.write(folder.resolve("moving.webp"), webp));
  }

  /** A complete clip of one of the cameras of an incident. */
  ClipReady of(Incident incident, String camera, Path file, double seconds) throws Exception {
    return made("clip-" + camera, camera, incident, file, seconds, "c".repeat(64), true);
  }

  ClipReady clip(Incident incident, Path file, double seconds, String hash, boolean complete)
      throws Exception {
    return made("clip-1", "cam-1", incident, file, seconds, hash, complete);
  }

  private static ClipReady made(
      String id,
      String camera,
      Incident incident,
      Path file,
      double seconds,
      String hash,
      boolean complete)
      throws Exception {
    long start = incident.startedAt() - 2_000;
    return new ClipReady(
        id,
        incident.id(),
        camera,
        "rsu-a",
        file.getFileName().toString(),
        start,
        start + (long) (seconds * 1000),
        seconds,
        Files.size(file),
        hash,
        complete);
  }
}
