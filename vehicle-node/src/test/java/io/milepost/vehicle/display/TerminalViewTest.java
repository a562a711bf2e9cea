package io.milepost.vehicle.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.vehicle.receive.VehicleState;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalViewTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final VehicleState busy =
      States.of(
          "stop",
          "rsu-a/1",
          States.DRIVING,
          List.of(States.HEARD, States.LOST, States.CLOCK),
          States.alert(2, IncidentType.FIRE, 740, "straight", "behind the vehicle, shown only"),
          States.alert(1, IncidentType.BLOCKAGE, 184.4, "straight", null));

  @Test
  void shouldShowTheActionAlertsAndUnitsWithinEightyColumns() {
    List<String> lines = TerminalView.draw(busy, TIMEOUT, 0, 60_000);
    String text = String.join("\n", lines).replaceAll("\u001b\\[[0-9;]*m", "");
    assertThat(text)
        .contains("blockage", "184 m", "740 m", "behind the vehicle")
        .contains("RSU LOST: rsu-b, 9 s", "CLOCK of rsu-c is 15 s off")
        .contains("LOST", "20.0%", "UNSYNCHRONISED", "1.2%", "90 km/h", "{tag=3}")
        .doesNotContain("\u001b");
    assertThat(text.lines()).allMatch(line -> line.length() <= TerminalView.WIDTH);
    assertThat(text.indexOf("blockage")).isLessThan(text.indexOf("fire"));
    assertThat(lines.get(0)).startsWith("\u001b[1;97;41m").contains("████");
    assertThat(lines).hasSizeLessThanOrEqualTo(24);
  }

  @Test
  void shouldWarnWhenNobodyWasEverHeard() {
    VehicleState silent = States.of("none", null, States.NO_POSITION, List.of());
    assertThat(String.join("\n", TerminalView.draw(silent, TIMEOUT, 0, 7_000)))
        .contains("NO RECEPTION for 7 s");
    assertThat(String.join("\n", TerminalView.draw(silent, TIMEOUT, 0, 3_000)))
        .doesNotContain("NO RECEPTION");
  }

  @Test
  void shouldLeaveTheTerminalAsItWas() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream screen = new PrintStream(out, true, StandardCharsets.UTF_8);
    TerminalView view = new TerminalView(screen, () -> busy, TIMEOUT).start();
    await().until(() -> out.toString(StandardCharsets.UTF_8).contains("blockage"));
    view.close();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("\u001b[?1049h\u001b[?25l")
        .endsWith("\u001b[?25h\u001b[?1049l");
  }
}
