package io.milepost.rsu.recording;

import io.milepost.protocol.message.ClipReady;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds the clips of this node. Thread-safe; blocks for the disk, so not for event loops. */
public final class ClipLibrary {
  private final ClipIndex index;
  private final Path folder;
  private final String node;

  ClipLibrary(ClipIndex index, Path folder, String node) {
    this.index = index;
    this.folder = folder;
    this.node = node;
  }

  /** The file of a clip; empty when there is no such clip or it has no picture yet. */
  public Optional<Path> file(String clipId) {
    return index
        .find(clipId)
        .filter(clip -> clip.content() != null)
        .map(clip -> folder.resolve(clip.file()))
        .filter(Files::isRegularFile);
  }

  /** A clip; empty when there is no such clip or it has no picture yet. */
  public Optional<ClipReady> find(String clipId) {
    return index.find(clipId).filter(clip -> clip.content() != null).map(clip -> clip.ready(node));
  }

  /** The clips of an incident that can be played, oldest first. */
  public List<ClipReady> list(String incidentId) {
    return index.of(incidentId).stream()
        .filter(clip -> clip.content() != null)
        .map(clip -> clip.ready(node))
        .toList();
  }
}
