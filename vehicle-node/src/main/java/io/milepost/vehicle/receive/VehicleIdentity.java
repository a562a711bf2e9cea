package io.milepost.vehicle.receive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.protocol.alert.Envelope;
import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who says hello: a random name that tells nothing of the vehicle, and a boot number that never
 * falls; both in {@code identity.json}.
 *
 * @param id 1 to 32 bytes
 * @param epoch boot number, 1 to 2³²−1
 */
record VehicleIdentity(String id, long epoch) {
  private static final Logger LOG = LoggerFactory.getLogger(VehicleIdentity.class);
  private static final long ORIGIN = Instant.parse("2026-01-01T00:00:00Z").getEpochSecond();
  private static final int RANDOM_BYTES = 6;

  /**
   * Takes the next boot number. Blocks on the disk; when that fails, a vehicle still has a name.
   *
   * @param folder the vehicle's data folder, null for none
   * @param chosen name given by the operator, null for the remembered or a random one
   */
  static VehicleIdentity next(Path folder, String chosen) {
    String id = chosen;
    long epoch = Math.max(1, Instant.now().getEpochSecond() - ORIGIN);
    Path file = folder == null ? null : folder.resolve("identity.json");
    if (file != null && Files.exists(file)) {
      try {
        JsonNode known = Json.mapper().readTree(Files.readAllBytes(file));
        String before = known.path("id").asText("");
        id = id == null && Envelope.isSource(before) ? before : id;
        epoch = Math.max(epoch, known.path("epoch").asLong() + 1);
      } catch (IOException e) {
        LOG.warn("identity unreadable file={} action=take_a_new_one", file);
      }
    }
    id = id == null ? random() : id;
    epoch = Math.min(epoch, EnvelopeWire.MAX_U32);
    VehicleIdentity identity = new VehicleIdentity(id, epoch);
    if (file != null) {
      identity.save(file);
    }
    return identity;
  }

  private static String random() {
    byte[] bytes = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(bytes);
    return "v-" + HexFormat.of().formatHex(bytes);
  }

  private void save(Path file) {
    ObjectNode tree = Json.mapper().createObjectNode().put("id", id).put("epoch", epoch);
    Path fresh = file.resolveSibling("identity.json.new");
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(fresh, Json.writeBytes(tree));
      try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn("identity not saved file={} reason={}", file, e.getMessage());
    }
  }
}
