package io.milepost.rsu.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the API has said about cameras, laid over the configuration files: one file for each camera
 * in a folder of the node, readable by its owner only because sources hold passwords. Blocks for
 * the disk. Thread-safe.
 */
final class CameraFiles {
  private static final Logger LOG = LoggerFactory.getLogger(CameraFiles.class);
  private static final String SUFFIX = ".json";

  private final Path folder;

  /** Files in this folder, which need not exist. */
  CameraFiles(Path data) {
    folder = data.resolve("cameras");
  }

  /**
   * What is laid over one camera.
   *
   * @param values its keys; null for those of the files
   * @param whole whether {@code values} are all of its keys or only those that differ
   * @param removed whether it is there no more
   * @param stopped whether somebody has stopped it
   */
  record Overlay(ObjectNode values, boolean whole, boolean removed, boolean stopped) {
    static final Overlay NONE = new Overlay(null, false, false, false);

    Overlay stopped(boolean now) {
      return new Overlay(values, whole, removed, now);
    }

    boolean says() {
      return values != null || removed || stopped;
    }
  }

  /** The overlay of a camera; {@link Overlay#NONE} when there is none. */
  synchronized Overlay read(String camera) {
    Path file = folder.resolve(camera + SUFFIX);
    try {
      Overlay read = Json.read(Files.readAllBytes(file), Overlay.class);
      return read == null ? Overlay.NONE : read;
    } catch (NoSuchFileException e) {
      return Overlay.NONE;
    } catch (IOException | MilepostException e) {
      LOG.warn("camera file ignored file={} reason=\"{}\"", file, e.getMessage());
      return Overlay.NONE;
    }
  }

  /**
   * Keeps an overlay; a reader sees the former file or the new one, whole.
   *
   * @throws MilepostException INTERNAL when it cannot be written
   */
  synchronized void write(String camera, Overlay overlay) {
    Path file = folder.resolve(camera + SUFFIX);
    try {
      if (!overlay.says()) {
        Files.deleteIfExists(file);
        return;
      }
      Files.createDirectories(folder);
      Path half = folder.resolve(camera + SUFFIX + ".part");
      Files.deleteIfExists(half);
      var ownerOnly =
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
      try (FileChannel channel =
          FileChannel.open(
              half,
              EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              ownerOnly)) {
        ByteBuffer bytes = ByteBuffer.wrap(Json.writeBytes(overlay));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new MilepostException(
          FailureCode.INTERNAL, file + " cannot be written; check the data folder", e);
    }
  }

  /** Lays all overlays over the cameras of a configuration; a wrong one is left out and said. */
  synchronized void lay(ObjectNode configuration) {
    Map<String, ObjectNode> cameras = new LinkedHashMap<>();
    if (!(configuration.get("cameras") instanceof ArrayNode written)) {
      return;
    }
    for (JsonNode each : written) {
      if (!each.isObject() || cameras.put(each.path("id").asText(), (ObjectNode) each) != null) {
        return;
      }
    }
    for (String camera : ids()) {
      ObjectNode below = cameras.get(camera);
      try {
        ObjectNode over = laid(below, read(camera));
        if (over == null) {
          cameras.remove(camera);
        } else if (over != below) {
          cameras.put(camera, CameraPlan.completed(over));
        }
      } catch (MilepostException e) {
        LOG.warn("camera file ignored camera={} reason=\"{}\"", camera, e.getMessage());
      }
    }
    ArrayNode all = configuration.putArray("cameras");
    cameras.values().forEach(all::add);
  }

  /** A camera's keys with an overlay over them; null when it is not there. */
  static ObjectNode laid(ObjectNode below, Overlay overlay) {
    if (overlay.removed()) {
      return null;
    }
    if (overlay.values() == null) {
      return below;
    }
    return overlay.whole() || below == null
        ? (overlay.whole() ? overlay.values() : null)
        : patched(below, overlay.values());
  }

  /** RFC 7396: what is null goes, objects merge, all else replaces. */
  static ObjectNode patched(ObjectNode below, ObjectNode patch) {
    ObjectNode result = below.deepCopy();
    patch
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isNull()) {
                result.remove(field.getKey());
              } else if (result.get(field.getKey()) instanceof ObjectNode former
                  && field.getValue() instanceof ObjectNode above) {
                result.set(field.getKey(), patched(former, above));
              } else {
                result.set(field.getKey(), field.getValue().deepCopy());
              }
            });
    return result;
  }

  private List<String> ids() {
    List<String> ids = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        files
            .map(file -> file.getFileName().toString())
            .filter(name -> name.matches("[a-z0-9_-]{1,64}\\.json"))
            .map(name -> name.substring(0, name.length() - SUFFIX.length()))
            .sorted()
            .forEach(ids::add);
      } catch (IOException e) {
        LOG.warn("camera files ignored folder={} reason=\"{}\"", folder, e.getMessage());
      }
    }
    return ids;
  }
}
