package io.milepost.vehicle.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.alert.AlertState;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.Suggestion;
import io.milepost.protocol.incident.TrafficDirection;
import io.milepost.protocol.json.Json;
import io.milepost.vehicle.event.Decision;
import io.milepost.vehicle.event.VehicleEvent;
import io.milepost.vehicle.event.VehicleEvent.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final long AT = 1_795_163_556_123L;

  @TempDir private Path folder;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

  @Test
  void shouldPrintTheLineThatOperatorsKnow() {
    assertThat(EventLine.text(recv("Slow down")))
        .isEqualTo(
            "[RECV] 2026-11-20T08:32:36.123Z seq=1 src=rsu-a type=collision sev=high dist=500.0m"
                + " suggest=slow_down decision=slow_down event=rsu-a/1 version=1 road=\"A1\""
                + " age_ms=3 verified=yes text=\"Slow down\"");
    JsonNode json = Json.read(EventLine.json(recv("x")), JsonNode.class);
    assertThat(json.get("wire_to_decision_us").asDouble()).isEqualTo(41.5);
    assertThat(json.get("kind").asText()).isEqualTo("recv");
    assertThat(EventLine.text(event(Kind.LOST, null)))
        .isEqualTo("[LOST] rsu-a 2026-11-20T08:32:36.123Z note decision=slow_down");
    assertThat(EventLine.text(event(Kind.DECIDE, null)))
        .isEqualTo("[DECIDE] slow_down because why");
  }

  @Test
  void shouldNotLetTextFromTheNetworkSteerTerminalOrTable() {
    VehicleEvent hostile = recv("a\u001b[2J\nb\u009b\u202e,\"=1+1\"");
    assertThat(EventLine.text(hostile))
        .doesNotContain("\u001b", "\n", "\u009b", "\u202e")
        .endsWith("text=\"a [2J b  ,\\\"=1+1\\\"\"");
    assertThat(AlertsCsv.row(hostile)).endsWith(",yes,note,\"a [2J b  ,\"\"=1+1\"\"\"");
    assertThat(AlertsCsv.row(event(Kind.DECIDE, null)).split(",", -1))
        .hasSameSizeAs(AlertsCsv.HEADER.split(","));
  }

  @Test
  void shouldRotateBySizeAndKeepFive() throws IOException {
    Path file = folder.resolve("alerts.csv");
    try (AlertsCsv csv = new AlertsCsv(file, 2_000, 5)) {
      for (int i = 0; i < 200; i++) {
        csv.append(recv("row " + i));
      }
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "alerts.csv",
              "alerts.csv.1",
              "alerts.csv.2",
              "alerts.csv.3",
              "alerts.csv.4",
              "alerts.csv.5");
    }
    assertThat(Files.size(file)).isLessThanOrEqualTo(2_000);
    List<String> before = Files.readAllLines(folder.resolve("alerts.csv.1"));
    assertThat(before.get(0)).isEqualTo(AlertsCsv.HEADER);
    List<String> last = Files.readAllLines(file);
    assertThat(last.get(last.size() - 1)).endsWith("row 199");
    try (AlertsCsv again = new AlertsCsv(file, 1 << 20, 5)) {
      again.append(recv("later"));
    }
    assertThat(Files.readAllLines(file)).hasSize(last.size() + 1);
  }

  @Test
  void shouldDropOldestLinesAndKeepDecisionsWhenDiskAndTerminalStandStill() throws IOException {
    Path file = folder.resolve("alerts.csv");
    Journal journal =
        new Journal(file, new PrintStream(screen, false, StandardCharsets.UTF_8), false, registry);
    for (int i = 0; i < 2 * Journal.MAX_ROWS; i++) {
      journal.accept(i % 100 == 0 ? event(Kind.DECIDE, null) : recv("row " + i));
    }
    assertThat(dropped("screen")).isEqualTo(2 * Journal.MAX_ROWS - Journal.MAX_LINES);
    assertThat(dropped("csv")).isEqualTo(Journal.MAX_ROWS);
    journal.start();
    journal.close();
    List<String> rows = Files.readAllLines(file);
    assertThat(rows).hasSize(Journal.MAX_ROWS + 1);
    long decisions = rows.stream().filter(row -> row.contains(",decide,")).count();
    assertThat(decisions).isEqualTo((2 * Journal.MAX_ROWS + 99) / 100);
    assertThat(screen.toString(StandardCharsets.UTF_8).lines()).hasSize(Journal.MAX_LINES);
  }

  @Test
  void shouldSayWhichFileCannotBeWritten() throws IOException {
    Path file = Files.writeString(folder.resolve("plain"), "x");
    assertThatThrownBy(() -> new AlertsCsv(file.resolve("alerts.csv"), 1000, 5))
        .hasMessageContaining("plain/alerts.csv cannot be written");
  }

  private double dropped(String queue) {
    return registry.counter("milepost.vehicle.journal.dropped", "queue", queue).count();
  }

  private static VehicleEvent event(Kind kind, AlertBody body) {
    return new VehicleEvent(
        kind,
        AT,
        "rsu-a",
        body,
        new Decision(Suggestion.SLOW_DOWN, "rsu-a/1", "why"),
        Double.NaN,
        -1,
        true,
        "note");
  }

  private static VehicleEvent recv(String text) {
    AlertBody body =
        new AlertBody(
            "rsu-a/1",
            1,
            AlertState.ACTIVE,
            IncidentType.COLLISION,
            2,
            0,
            Severity.HIGH,
            0.9,
            Suggestion.SLOW_DOWN,
            "A1",
            null,
            37.5,
            127,
            500,
            TrafficDirection.ALL,
            1,
            30,
            text);
    boolean hostile = text.indexOf('\u001b') >= 0;
    return new VehicleEvent(
        Kind.RECV,
        AT,
        "rsu-a",
        body,
        new Decision(Suggestion.SLOW_DOWN, "rsu-a/1", "why"),
        3.2,
        41.5,
        true,
        hostile ? "note" : "");
  }
}
