package io.milepost.vehicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.json.Json;
import io.milepost.protocol.message.IncidentChanged.Change;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The second receiver, {@code scripts/receive.py}, beside the vehicle on the same road. */
class PythonReceiverTest extends RealRoad {
  private static final Path SCRIPT =
      Path.of(System.getProperty("milepost.home"), "scripts", "receive.py");

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private Process python;

  @AfterEach
  void end() throws InterruptedException {
    if (python != null) {
      python.destroy();
      assertThat(python.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void shouldPrintWhatTheVehicleShowsAndRefuseWhatItRefuses() throws Exception {
    listen("--hmac-key", KEY, "--drop-unsigned", "--verbose");
    try (DatagramChannel attacker = attacker();
        DatagramChannel tap = tap()) {
      deploy(1, KEY);
      publish(Change.CONFIRMED, "i1", IncidentType.COLLISION, 500);
      awaitDecision("slow_down");
      await().until(() -> alerts().size() == 1);
      JsonNode first = alerts().get(0);
      AlertBody shown = vehicle.state().alerts().get(0).body();
      assertThat(Json.read(first, AlertBody.class)).isEqualTo(shown);
      assertThat(first.get("source").asText()).isEqualTo("rsu-a");
      assertThat(first.get("signed").asBoolean()).isTrue();
      assertThat(first.get("synchronised").asBoolean()).isTrue();

      byte[] recorded = record(tap);
      await().until(() -> vehicle.state().repeats() >= 5);
      send(attacker, recorded);
      byte[] forged = recorded.clone();
      forged[SEQUENCE_OFFSET] ^= 0x40;
      send(attacker, forged);
      await().until(() -> lines.contains("{\"refused\": \"replay\"}"));
      await().until(() -> lines.contains("{\"refused\": \"tag\"}"));

      publish(Change.RESOLVED, "i1", IncidentType.COLLISION, 500);
      await().until(() -> alerts().size() == 2);
      assertThat(alerts().get(1).get("state").asText()).isEqualTo("cancelled");
      assertThat(alerts().get(1).get("version").asInt()).isEqualTo(2);
    }
  }

  @Test
  void shouldSayThatADatagramWithoutATagIsUnsigned() throws Exception {
    listen();
    deploy(1, null);
    publish(Change.CONFIRMED, "i1", IncidentType.BLOCKAGE, 150);
    await().until(() -> alerts().size() == 1);
    assertThat(alerts().get(0).get("signed").asBoolean()).isFalse();
    assertThat(Files.readAllLines(SCRIPT)).hasSizeLessThan(100);
  }

  @Test
  void shouldEndWithOneSentenceWhenItCannotListen() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "python3 is not installed");
    python =
        new ProcessBuilder("python3", SCRIPT.toString(), "--iface", "nosuch0")
            .redirectErrorStream(true)
            .start();
    assertThat(new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("cannot listen: OSError('no interface with this name')");
    assertThat(python.waitFor()).isEqualTo(2);
  }

  @Test
  void shouldDeriveTheKeyOfAnRsuFromAMaster() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "python3 is not installed");
    byte[] master = KEY.getBytes(StandardCharsets.UTF_8);
    KeyRing ring =
        new KeyRing(List.of(new KeyRing.Key(7, master, Instant.MIN, Instant.MAX, true, null)));
    String program =
        "import sys; sys.path.insert(0, sys.argv[1]); sys.dont_write_bytecode = True; import receive;"
            + "print(receive.of_rsu(sys.argv[2].encode(), sys.argv[3].encode()).hex())";
    python =
        new ProcessBuilder("python3", "-c", program, SCRIPT.getParent().toString(), KEY, "rsu-길")
            .redirectErrorStream(true)
            .start();
    assertThat(new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
        .isEqualTo(HexFormat.of().formatHex(ring.signing("rsu-길", Instant.now()).secret()));
  }

  private void listen(String... options) throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "python3 is not installed");
    List<String> command =
        new ArrayList<>(List.of("python3", SCRIPT.toString(), "--iface", "lo", "--group", GROUP));
    command.addAll(List.of("--port", Integer.toString(port)));
    command.addAll(List.of(options));
    python = new ProcessBuilder(command).redirectErrorStream(true).start();
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader out = python.inputReader()) {
                out.lines().forEach(lines::add);
              } catch (IOException ignored) {
                // It has ended; what it said is kept.
              }
            });
    reader.setDaemon(true);
    reader.start();
    await().until(() -> lines.stream().anyMatch(line -> line.contains("\"ready\"")));
  }

  private List<JsonNode> alerts() {
    return lines.stream()
        .filter(line -> line.contains("\"event\""))
        .map(line -> Json.read(line, JsonNode.class))
        .toList();
  }
}
