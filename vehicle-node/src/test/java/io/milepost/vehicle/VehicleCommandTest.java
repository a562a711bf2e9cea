package io.milepost.vehicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class VehicleCommandTest {
  private static final Pattern STATUS = Pattern.compile("status=(http://127\\.0\\.0\\.1:\\d+)");

  @TempDir private Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--port nine | Invalid value for option '--port'",
        "--port 70000 | --port must be from 0 to 65535",
        "--group 10.0.0.1 | --group must be an IPv4 multicast group",
        "--group 239.1.1.1,10.0.0.1 | must name IPv4 multicast groups",
        "--road-group A1=10.0.0.1 | must name IPv4 multicast groups",
        "--vehicle-id a/b | --vehicle-id must have 1 to 32 bytes",
        "--iface nosuch0 --port 0 | no interface can join group 239.20.20.20 (nosuch0: there is no",
        "--hmac-key short | it needs at least 16",
        "--drop-unsigned | --drop-unsigned needs keys",
        "--rsu-timeout-s 0 | --rsu-timeout-s must be from 0.5 to 3600",
        "--rsu-timeout-s NaN | --rsu-timeout-s must be from 0.5 to 3600",
        "--policy none.yaml | policy file none.yaml cannot be read",
        "--key-ring none.json | key ring none.json cannot be read",
        "--hmac-key sixteen-or-more-bytes --key-ring x | exclude each other",
        "--ros2 --cmd-vel | --cmd-vel needs keys",
        "--ros2 mqtt | --ros2 must be dds, dds:<domain> or ws://<host>:9090",
        "--strict-keys --hmac-key sixteen-or-more-bytes | --strict-keys refuses --hmac-key",
        "--lat 37.5 | --lat and --lon belong together",
        "--lat 91 --lon 1 | --lat must be from -90 to 90",
        "--lat 1 --lon NaN | --lon must be from -180 to 180",
        "--heading-deg 10 | --heading-deg needs --lat and --lon",
        "--lat 1 --lon 1 --gpsd localhost | --gpsd and --lat exclude each other",
        "--gpsd a:b:c | --gpsd must be host or host:port",
        "--gpsd localhost:70000 | --gpsd: the port must be",
        "--road-file none.json | road file none.json cannot be read",
        "--direction up | --direction must be forward",
        "--relevant-m 1 | --relevant-m must be from 100 to 100000",
        "--display-port 99999 | --display-port must be from 0 to 65535",
        "--evidence /dev/null/x | evidence file /dev/null/x/evidence.jsonl cannot be written",
        "--colour red | Unknown options: '--colour', 'red'",
      })
  void shouldSayOneSentenceAndExitWithTwoWhenUsedWrongly(String args, String words) {
    int code = line().execute((args + " --data " + folder).split(" "));
    assertThat(code).isEqualTo(2);
    assertThat(err.toString()).contains(words).doesNotContain("\tat ").endsWith("\n");
    assertThat(err.toString().strip().lines()).hasSize(1);
  }

  @Test
  void shouldDescribeEveryOptionInASentence() {
    List<CommandLine> all = new ArrayList<>(List.of(line()));
    for (int i = 0; i < all.size(); i++) {
      all.addAll(all.get(i).getSubcommands().values());
    }
    assertThat(all.stream().flatMap(each -> each.getCommandSpec().options().stream()))
        .filteredOn(option -> !option.hidden())
        .isNotEmpty()
        .allSatisfy(
            option ->
                assertThat(String.join(" ", option.description()))
                    .as(option.longestName())
                    .endsWith("."));
  }

  @Test
  void shouldListItsOptionsWhenAskedForHelp() {
    StringWriter help = new StringWriter();
    assertThat(line().setOut(new PrintWriter(help)).execute("--help")).isZero();
    assertThat(help.toString()).contains("--drop-unsigned", "--rsu-timeout-s", "239.20.20.20");
  }

  @Test
  void shouldServeHealthMetricsAndStateUntilTold() throws Exception {
    CompletableFuture<Integer> exit =
        CompletableFuture.supplyAsync(
            () ->
                line()
                    .execute(
                        "--iface",
                        "lo",
                        "--port",
                        "0",
                        "--metrics-port",
                        "0",
                        "--json",
                        "--log",
                        folder.resolve("alerts.csv").toString(),
                        "--data",
                        folder.toString()));
    await().until(() -> out.toString(StandardCharsets.UTF_8).contains("status="));
    Matcher matcher = STATUS.matcher(out.toString(StandardCharsets.UTF_8));
    assertThat(matcher.find()).isTrue();
    String url = matcher.group(1);
    assertThat(get(url + "/health/live")).isEqualTo("200 {\"status\":\"up\"}");
    assertThat(get(url + "/health/ready")).startsWith("503 ").contains("no reception since start");
    assertThat(get(url + "/metrics")).contains("milepost_vehicle_silence_seconds");
    assertThat(get(url + "/metrics"))
        .contains("milepost_vehicle_rejected_total{reason=\"replay\"} 0.0");
    assertThat(get(url + "/state")).contains("\"decision\":\"none\"");
    assertThat(get(url + "/other")).startsWith("404");
    stop.countDown();
    assertThat(exit.get(10, TimeUnit.SECONDS)).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "none.jsonl --hmac-key sixteen-or-more-bytes | evidence file none.jsonl cannot be read",
        "none.jsonl | evidence needs the keys",
        "--hmac-key sixteen-or-more-bytes | Missing required parameter: 'FILE'",
      })
  void shouldSayOneSentenceWhenEvidenceCannotBeChecked(String args, String words) {
    assertThat(line().execute(("evidence " + args).split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains(words).doesNotContain("\tat ");
  }

  private static String get(String url) throws Exception {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(url)).build(),
                HttpResponse.BodyHandlers.ofString());
    return response.statusCode() + " " + response.body();
  }

  private CommandLine line() {
    PrintStream screen = new PrintStream(out, true, StandardCharsets.UTF_8);
    return VehicleCommand.commandLine(new VehicleCommand(screen, stop))
        .setErr(new PrintWriter(err, true));
  }
}
