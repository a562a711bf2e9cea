package io.milepost.rsu.recording;

import io.milepost.protocol.message.ClipReady;
import io.milepost.rsu.camera.JpegPicture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the clips of this node. Thread-safe; blocks for the disk, so not for event loops. */
public final class ClipLibrary implements ClipShelf {
  private final ClipIndex index;
  private final ClipPictures pictures;
  private final Path folder;
  private final String node;
  private final Map<String, Double> progress;

  ClipLibrary(
      ClipIndex index,
      ClipPictures pictures,
      Path folder,
      String node,
      Map<String, Double> progress) {
    this.index = index;
    this.pictures = pictures;
    this.folder = folder;
    this.node = node;
    this.progress = progress;
  }

  /** The file of a clip; empty when there is no such clip or it has no picture yet. */
  public Optional<Path> file(String clipId) {
    return index
        .find(clipId)
        .filter(clip -> clip.content() != null)
        .map(clip -> folder.resolve(clip.file()))
        .filter(Files::isRegularFile);
  }

  @Override
  public Optional<Path> thumbnail(String clipId) {
    return file(clipId).map(ClipPictures::thumbnail).filter(Files::isRegularFile);
  }

  @Override
  public Optional<Path> preview(String clipId) {
    return file(clipId).map(ClipPictures::preview).filter(Files::isRegularFile);
  }

  @Override
  public Optional<ClipInfo> info(String clipId) {
    return index.find(clipId).map(this::told);
  }

  private ClipInfo told(Clip clip) {
    Path file = folder.resolve(clip.file());
    return ClipInfo.of(
        clip,
        node,
        progress.get(clip.id()),
        Files.isRegularFile(ClipPictures.thumbnail(file)),
        Files.isRegularFile(ClipPictures.preview(file)));
  }

  @Override
  public List<ClipInfo> list(String camera, long fromMillis, long toMillis, int most) {
    return index.list(camera, fromMillis * 1000, toMillis * 1000, most).stream()
        .map(this::told)
        .toList();
  }

  @Override
  public Optional<JpegPicture> picture(String camera, long utcMillis, int width)
      throws IOException {
    return pictures.at(camera, utcMillis * 1000, width);
  }

  /** A clip; empty when there is no such clip or it has no picture yet. */
  public Optional<ClipReady> find(String clipId) {
    return index.find(clipId).filter(clip -> clip.content() != null).map(clip -> clip.ready(node));
  }

  @Override
  public List<ClipReady> list(String incidentId) {
    return index.of(incidentId).stream()
        .filter(clip -> clip.content() != null)
        .map(clip -> clip.ready(node))
        .toList();
  }
}
