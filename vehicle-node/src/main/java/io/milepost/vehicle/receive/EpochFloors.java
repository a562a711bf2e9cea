package io.milepost.vehicle.receive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The highest boot number seen per RSU, in {@code epochs.json}, so that a vehicle's restart does
 * not reopen old recordings. Written whole, forced to disk, then renamed over the old file.
 */
final class EpochFloors {
  private static final Logger LOG = LoggerFactory.getLogger(EpochFloors.class);
  private static final int MAX_ENTRIES = 1024;

  private final Path file;
  private final Map<String, Long> floors = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * Reads the folder's file.
   *
   * @param folder created when missing; null keeps the floors in memory only
   * @throws MilepostException CONFIGURATION when the folder cannot be used
   */
  EpochFloors(Path folder) {
    this.file = folder == null ? null : folder.resolve("epochs.json");
    if (file == null) {
      return;
    }
    try {
      Files.createDirectories(folder);
      if (Files.exists(file)) {
        read();
      }
    } catch (IOException e) {
      throw new MilepostException(
          FailureCode.CONFIGURATION,
          "data folder " + folder + " cannot be used; check path and owner",
          e);
    }
  }

  private void read() throws IOException {
    try {
      JsonNode tree = Json.mapper().readTree(Files.readAllBytes(file));
      tree.properties().forEach(each -> put(each.getKey(), each.getValue().asLong()));
    } catch (JsonProcessingException e) {
      // Refusing to start would leave the driver without any alert.
      Path aside = file.resolveSibling("epochs.json.corrupt");
      Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
      LOG.warn("epoch floors unreadable action=start_without moved_to={}", aside);
    }
  }

  private void put(String source, long epoch) {
    if (epoch >= 1 && epoch <= EnvelopeWire.MAX_U32) {
      floors.put(source, epoch);
    }
  }

  /** All floors. */
  synchronized Map<String, Long> all() {
    return Map.copyOf(floors);
  }

  /** Lowest boot number to accept from an RSU, 0 when it was never heard. */
  synchronized long floor(String source) {
    return floors.getOrDefault(source, 0L);
  }

  /** Raises a floor in memory; {@link #save} brings it to disk. */
  synchronized void raise(String source, long epoch) {
    floors.merge(source, epoch, Math::max);
    if (floors.size() > MAX_ENTRIES) {
      floors.remove(floors.keySet().iterator().next());
    }
  }

  /**
   * Brings the floors to disk. Blocks; never call it from the receiving thread.
   *
   * @return false when the disk refused and it must be tried again
   */
  boolean save() {
    if (file == null) {
      return true;
    }
    ObjectNode tree = Json.mapper().createObjectNode();
    all().forEach(tree::put);
    Path next = file.resolveSibling("epochs.json.new");
    try {
      Files.write(next, Json.writeBytes(tree));
      try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return true;
    } catch (IOException e) {
      LOG.warn("epoch floors not saved file={} reason={}", file, e.getMessage());
      return false;
    }
  }
}
