package io.milepost.rsu.api;

import io.milepost.protocol.message.ClipReady;
import io.milepost.rsu.camera.JpegPicture;
import io.milepost.rsu.recording.ClipInfo;
import io.milepost.rsu.recording.ClipShelf;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What a node has recorded, put there by tests. */
final class FakeShelf implements ClipShelf {
  final Map<String, ClipInfo> infos = new ConcurrentHashMap<>();
  final Map<String, Path> thumbnails = new ConcurrentHashMap<>();
  final Map<String, Path> previews = new ConcurrentHashMap<>();
  final Map<String, JpegPicture> pictures = new ConcurrentHashMap<>();

  @Override
  public Optional<ClipInfo> info(String clipId) {
    return Optional.ofNullable(infos.get(clipId));
  }

  @Override
  public List<ClipInfo> list(String camera, long fromMillis, long toMillis, int most) {
    return infos.values().stream()
        .filter(info -> camera == null || info.camera().equals(camera))
        .filter(info -> info.fromMs() < toMillis && info.toMs() > fromMillis)
        .limit(most)
        .toList();
  }

  @Override
  public List<ClipReady> list(String incidentId) {
    return infos.values().stream()
        .filter(info -> incidentId.equals(info.incident()) && info.sha256() != null)
        .map(
            info ->
                new ClipReady(
                    info.id(),
                    info.incident(),
                    info.camera(),
                    info.node(),
                    info.id() + ".mp4",
                    info.startMs(),
                    info.endMs(),
                    info.seconds(),
                    info.bytes(),
                    info.sha256(),
                    info.state().equals("complete")))
        .toList();
  }

  @Override
  public Optional<Path> thumbnail(String clipId) {
    return Optional.ofNullable(thumbnails.get(clipId));
  }

  @Override
  public Optional<Path> preview(String clipId) {
    return Optional.ofNullable(previews.get(clipId));
  }

  @Override
  public Optional<JpegPicture> picture(String camera, long utcMillis, int width) {
    return Optional.ofNullable(pictures.get(camera + "@" + utcMillis));
  }
}
