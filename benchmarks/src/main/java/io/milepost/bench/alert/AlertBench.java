package io.milepost.bench.alert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.bench.Sample;
import io.milepost.protocol.json.Json;
import io.milepost.vehicle.receive.ReceptionRate;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.DatagramSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench alert}. */
@Command(
    name = "alert",
    mixinStandardHelpOptions = true,
    description = {
      "Measures one alert's way from an RSU process to a vehicle process on this machine, beside a bare",
      "datagram channel, MQTT (Mosquitto, QoS 0) and a plain Python pair, in turns: 'milepost' from before",
      "the stamp and tag of a datagram until the vehicle has verified it and decided, 'news' from the",
      "decision about an incident on. Then how many datagrams one core verifies. Prints a table and, last,",
      "one JSON line."
    })
public final class AlertBench implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Turns of every route, 1..100 (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--alerts",
      paramLabel = "N",
      defaultValue = "5000",
      description = "Alerts per turn, 100..100000 (default: ${DEFAULT-VALUE}).")
  private int alerts;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Alerts per second, 1..5000 (default: ${DEFAULT-VALUE}).")
  private int rate;

  private static final int WARM_UP = 40_000;
  private static final int WARM_UP_RATE = 5000;
  private static final String PYTHON = "python";

  private final List<String[]> rows = new ArrayList<>();
  private Path folder;

  /** Median and 99th percentile of each round, microseconds. */
  private static final class Rounds {
    private final double[] p50;
    private final double[] p99;
    private int told;

    Rounds(int rounds) {
      p50 = new double[rounds];
      p99 = new double[rounds];
    }

    void put(int round, double[] micros) {
      Sample sample = Sample.of(micros);
      p50[round] = sample.median();
      p99[round] = sample.quantile(0.99);
      told += micros.length;
    }
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter err = spec.commandLine().getErr();
    check(rounds, 1, 100, "--rounds");
    check(alerts, 100, 100_000, "--alerts");
    check(rate, 1, 5000, "--rate");
    folder = Files.createTempDirectory("milepost-bench-alert");
    Map<Route, Rounds> routes = new EnumMap<>(Route.class);
    Rounds pair = PythonPair.isInstalled() ? new Rounds(rounds) : null;
    try {
      inTurns(routes, pair, err);
    } finally {
      forget(folder);
    }
    err.println("datagrams per second and core …");
    ReceptionRate.Rates rates = new ReceptionRate().run(rounds);
    report(routes, pair, rates);
    return 0;
  }

  private void inTurns(Map<Route, Rounds> routes, Rounds pair, PrintWriter err) throws Exception {
    boolean mqtt = Tools.find("mosquitto") != null;
    if (!mqtt) {
      err.println("mosquitto is not installed, so MQTT is left out (apt-get install mosquitto)");
    }
    for (Route route : Route.values()) {
      if (route != Route.MQTT || mqtt) {
        routes.put(route, new Rounds(rounds));
      }
    }
    int brokerPort = freePort();
    try (Mosquitto broker = mqtt ? new Mosquitto(folder, brokerPort) : null;
        Child speaking = new Child(SpeakingProcess.class);
        Child listening = new Child(ListeningProcess.class)) {
      for (int round = -1; round < rounds; round++) {
        err.println(round < 0 ? "warming up …" : "round " + (round + 1) + " of " + rounds + " …");
        for (Map.Entry<Route, Rounds> each : routes.entrySet()) {
          int port = each.getKey() == Route.MQTT ? brokerPort : freePort();
          double[] micros = turn(each.getKey(), port, round < 0, speaking, listening);
          if (round >= 0) {
            each.getValue().put(round, micros);
          }
        }
        if (pair != null && round >= 0) {
          Path file = folder.resolve(PYTHON);
          new PythonPair(folder).round(freePort(), alerts, rate, file);
          pair.put(round, micros(file));
        }
      }
    }
  }

  private static void forget(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private void check(int value, int min, int max, String option) {
    if (value < min || value > max) {
      throw new picocli.CommandLine.ParameterException(
          spec.commandLine(), option + " must be from " + min + " to " + max);
    }
  }

  private double[] turn(Route route, int port, boolean warmUp, Child speaking, Child listening)
      throws Exception {
    Path file = folder.resolve(route.code());
    int count = warmUp ? WARM_UP : alerts;
    listening.ask(route.code() + " " + port + " " + count + " " + file);
    speaking.ask(route.code() + " " + port + " " + count + " " + (warmUp ? WARM_UP_RATE : rate));
    listening.ask("end");
    return micros(file);
  }

  private static double[] micros(Path file) throws Exception {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file));
    double[] micros = new double[in.remaining() / Long.BYTES];
    for (int i = 0; i < micros.length; i++) {
      micros[i] = in.getLong() / 1000.0;
    }
    return micros;
  }

  private void report(Map<Route, Rounds> routes, Rounds pair, ReceptionRate.Rates rates) {
    Rounds floor = routes.get(Route.FLOOR);
    Rounds ours = routes.get(Route.MILEPOST);
    Rounds mqtt = routes.get(Route.MQTT);
    ObjectNode line = Json.mapper().createObjectNode();
    routes.forEach((route, each) -> rows(route.code(), each));
    if (pair != null) {
      rows(PYTHON, pair);
    }
    Sample ratio50 = ratio(ours.p50, floor.p50);
    Sample ratio99 = ratio(ours.p99, floor.p99);
    row("p50 ÷ floor", ratio50, "≤ 1.5");
    row("p99 ÷ floor's p99", ratio99, "≤ 2");
    line.put("floor_p50_us", round(Sample.of(floor.p50).median()));
    line.put("floor_p99_us", round(Sample.of(floor.p99).median()));
    line.put("p50_us", round(Sample.of(ours.p50).median()));
    line.put("p99_us", round(Sample.of(ours.p99).median()));
    line.put("ratio_p50", round(ratio50.median()));
    line.put("ratio_p99", round(ratio99.median()));
    line.put("news_p50_us", round(Sample.of(routes.get(Route.NEWS).p50).median()));
    line.put("news_p99_us", round(Sample.of(routes.get(Route.NEWS).p99).median()));
    if (mqtt != null) {
      Sample faster = ratio(mqtt.p50, ours.p50);
      row("MQTT's p50 ÷ ours", faster, "≥ 3");
      line.put("mqtt_p50_us", round(Sample.of(mqtt.p50).median()));
      line.put("mqtt_ratio_p50", round(faster.median()));
    }
    if (pair != null) {
      line.put("python_p50_us", round(Sample.of(pair.p50).median()));
    }
    row("verified per second and core", Sample.of(rates.verified()), "≥ 150000");
    row("forged refused per second and core", Sample.of(rates.forged()), "");
    line.put("forged_per_s", Math.round(Sample.of(rates.forged()).median()));
    line.put("verified_per_s", Math.round(Sample.of(rates.verified()).median()));
    line.put("sent_per_route", rounds * alerts);
    line.put("told", ours.told);
    line.put("datagram_bytes", rates.bytes());
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%-38s %12s %12s %12s  %s%n", "", "median", "min", "max", "goal");
    rows.forEach(row -> out.printf("%-38s %12s %12s %12s  %s%n", (Object[]) row));
    out.println(line);
    out.flush();
  }

  private void rows(String name, Rounds each) {
    row(name + " p50, µs", Sample.of(each.p50), "");
    row(name + " p99, µs", Sample.of(each.p99), "");
  }

  private static Sample ratio(double[] above, double[] below) {
    double[] ratios = new double[above.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = above[i] / below[i];
    }
    return Sample.of(ratios);
  }

  private void row(String name, Sample sample, String goal) {
    rows.add(
        new String[] {
          name, show(sample.median()), show(sample.quantile(0)), show(sample.quantile(1)), goal
        });
  }

  private static String show(double value) {
    return String.format(Locale.ROOT, value < 1000 ? "%.2f" : "%.0f", value);
  }

  private static double round(double value) {
    return Math.round(value * 100) / 100.0;
  }

  private static int freePort() throws Exception {
    try (DatagramSocket probe = new DatagramSocket(0)) {
      return probe.getLocalPort();
    }
  }
}
