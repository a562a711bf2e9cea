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
 * The highest boot number seen per RSU and the number of its last datagram that changed anything,
 * in {@code epochs.json}, so that a vehicle's restart does not reopen old recordings: a copy of an
 * alert that has been cancelled is older than the cancel. Written whole, forced to disk, then
 * renamed over the old file.
 */
final class EpochFloors {
  private static final Logger LOG = LoggerFactory.getLogger(EpochFloors.class);
  private static final int MAX_ENTRIES = 1024;

  private final Path file;
  private final Map<String, Mark> floors = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * Up to where an RSU's datagrams are used up.
   *
   * @param epoch boot number
   * @param sequence number within it, 0 when only the boot is known
   */
  record Mark(long epoch, long sequence) {
    private static final Mark NONE = new Mark(0, 0);

    private Mark max(Mark other) {
      boolean later = other.epoch > epoch || (other.epoch == epoch && other.sequence > sequence);
      return later ? other : this;
    }
  }

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
      tree.properties().forEach(each -> put(each.getKey(), each.getValue()));
    } catch (JsonProcessingException e) {
      // Refusing to start would leave the driver without any alert.
      Path aside = file.resolveSibling("epochs.json.corrupt");
      Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
      LOG.warn("epoch floors unreadable action=start_without moved_to={}", aside);
    }
  }

  private void put(String source, JsonNode value) {
    // Files of the first release have the boot number alone.
    long epoch = value.isObject() ? value.path("epoch").asLong() : value.asLong();
    long sequence = value.path("sequence").asLong();
    if (epoch >= 1 && epoch <= EnvelopeWire.MAX_U32) {
      floors.put(source, new Mark(epoch, Math.max(0, Math.min(EnvelopeWire.MAX_U32, sequence))));
    }
  }

  /** All floors. */
  synchronized Map<String, Mark> all() {
    return Map.copyOf(floors);
  }

  /** Lowest boot number to accept from an RSU, 0 when it was never heard. */
  synchronized long floor(String source) {
    return mark(source).epoch();
  }

  /** Up to where an RSU's datagrams are used up. */
  synchronized Mark mark(String source) {
    return floors.getOrDefault(source, Mark.NONE);
  }

  /** Raises a floor in memory; {@link #save} brings it to disk. */
  synchronized void raise(String source, long epoch) {
    raise(source, epoch, 0);
  }

  /** Raises a floor within a boot, too. */
  synchronized void raise(String source, long epoch, long sequence) {
    floors.merge(source, new Mark(epoch, sequence), Mark::max);
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
    all()
        .forEach(
            (source, mark) ->
                tree.putObject(source).put("epoch", mark.epoch()).put("sequence", mark.sequence()));
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
