package io.milepost.host.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.host.clock.FakeNtpServer;
import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class CheckClockTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int check(String... args) {
    return CheckCommand.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, ok",
    "-100, 0, ok",
    "1200, 1, bad",
    "-1200, 1, bad",
    "5000, 1, bad",
    "86400000, 1, bad"
  })
  void shouldTellHowFarTheClockIsFromTheServersAndJudgeIt(
      long serverAhead, int exitCode, String verdict) throws IOException {
    try (FakeNtpServer server = new FakeNtpServer(serverAhead, bytes -> bytes)) {
      assertThat(check("clock", "--json", "--server", server.address())).isEqualTo(exitCode);
    }
    JsonNode json = Json.tree(Json.read(out.toString(), Map.class));
    assertThat(json.path("source").asText()).isEqualTo("sntp");
    assertThat(json.path("verdict").asText()).isEqualTo(verdict);
    assertThat(json.path("offset_ms").asDouble())
        .isBetween(-serverAhead - 50.0, -serverAhead + 50.0);
    assertThat(json.path("stratum").asInt()).isEqualTo(2);
    assertThat(json.path("root_dispersion_ms").asDouble()).isBetween(20.0, 20.1);
  }

  @Test
  void shouldTellPeopleWhichWayTheClockIsWrong() throws IOException {
    try (FakeNtpServer server = new FakeNtpServer(1200, bytes -> bytes)) {
      assertThat(check("clock", "--server", server.address())).isEqualTo(1);
    }
    assertThat(out.toString())
        .contains("ms behind UTC", "stratum          2", "verdict          bad: ");
  }

  @Test
  void shouldSaySoWhenNobodyListens() throws IOException {
    String address;
    try (FakeNtpServer server = new FakeNtpServer(0, bytes -> bytes)) {
      address = server.address();
    }
    assertThat(check("clock", "--server", address)).isEqualTo(1);
    assertThat(out.toString()).contains("no NTP server listens there");
  }

  @Test
  void shouldAnswerWithOneOfTwoVerdictsWhenNoServerIsNamed() {
    int exitCode = check("clock", "--json");
    JsonNode json = Json.tree(Json.read(out.toString(), Map.class));
    assertThat(json.path("verdict").asText()).isEqualTo(exitCode == 0 ? "ok" : "bad");
    assertThat(json.path("reason").asText()).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "cloc",
        "clock --server",
        "clock --server a:b",
        "clock --server a:0",
        "clock --server a:70000",
        "clock --server [::1",
        "clock --colour"
      })
  void shouldSayOneSentenceAndExitWithTwoWhenUsedWrongly(String args) {
    assertThat(check(args.isEmpty() ? new String[0] : args.split(" "))).isEqualTo(2);
    assertThat(err.toString().strip().lines()).hasSize(1);
    assertThat(out.toString()).isEmpty();
  }
}
