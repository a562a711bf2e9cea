package io.milepost.bench.proof;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.bench.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One vehicle, one RSU with ten alerts a second, and a forger in between that sends as much as it
 * can. Needs root and {@code ip}.
 */
public final class FloodProof {
  private static final int ALERTS_PER_SECOND = 10;
  private static final long LIFE_MILLIS = 700;
  private static final long WAIT = 20_000;
  private static final double FLAT_MIB = 16;

  private FloodProof() {}

  /**
   * Floods and measures.
   *
   * @param folder for logs
   * @param perSecond forged datagrams asked for
   * @param seconds how long
   */
  public static Finding run(Path folder, int perSecond, int seconds) throws IOException {
    try (Road road = new Road(folder, 1, 1, 1)) {
      Child rsu = road.rsu("rsu-a");
      Vehicle vehicle = road.vehicle(1, 1, true, "vehicle-1");
      road.ready();
      rsu.ready();
      vehicle.child().ready();
      vehicle.reaches(WAIT, state -> !state.path("rsus").isEmpty());
      // The code that refuses and the code that decides have both run before memory is measured.
      forge(road, perSecond, 2);
      int mark = vehicle.child().mark();
      int sentMark = rsu.mark();
      long forgedBefore = refused(vehicle);
      long droppedBefore = dropped(vehicle);
      Child forger = road.forger(1, perSecond, seconds, "rsu-a").ready();
      int count = ALERTS_PER_SECOND * seconds - ALERTS_PER_SECOND;
      rsu.ask("load " + count + " " + ALERTS_PER_SECOND + " " + LIFE_MILLIS);
      List<Double> memory = new ArrayList<>();
      String done = null;
      while (done == null && forger.isAlive()) {
        memory.add(residentMiB(vehicle.child().pid()));
        done = forger.await(0, 500, line -> line.startsWith("forged"));
      }
      if (done == null) {
        throw new IOException("the forger ended early");
      }
      int[] cancelled = {0};
      rsu.await(
          sentMark, WAIT, line -> line.startsWith("told cancelled") && ++cancelled[0] == count);
      boolean released = vehicle.reaches(WAIT, state -> state.path("alerts").isEmpty());
      String[] words = done.split(" ");
      double rate = Long.parseLong(words[1]) / (Long.parseLong(words[2]) / 1e9);
      return finding(
          rate,
          seconds,
          count,
          delays(rsu.since(sentMark), vehicle.told(mark)),
          memory,
          new long[] {refused(vehicle) - forgedBefore, dropped(vehicle) - droppedBefore},
          released);
    }
  }

  private static void forge(Road road, int perSecond, int seconds) throws IOException {
    try (Child forger = road.forger(1, perSecond, seconds, "rsu-a")) {
      forger.await(0, WAIT, line -> line.startsWith("forged"));
    }
  }

  private static Finding finding(
      double rate,
      int seconds,
      int count,
      double[] delays,
      List<Double> memory,
      long[] counted,
      boolean released) {
    long told = Arrays.stream(delays).filter(Double::isFinite).count();
    long inTime = Arrays.stream(delays).filter(d -> d <= LossRun.LIMIT_MILLIS).count();
    Sample sample = Sample.of(delays);
    double growth = memory.get(memory.size() - 1) - memory.get(memory.size() / 4);
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("forged_per_s", Math.round(rate));
    figures.put("seconds", seconds);
    figures.put("refused_by_tag", counted[0]);
    figures.put("dropped_by_kernel", counted[1]);
    figures.put("alerts", count);
    figures.put("told", told);
    figures.put("told_within_300_ms", inTime);
    figures.put("p50_ms", LossRun.round(sample.median(), 2));
    figures.put("p99_ms", LossRun.round(sample.quantile(0.99), 2));
    figures.put("max_ms", LossRun.round(sample.quantile(1), 2));
    figures.put("resident_mib", LossRun.round(memory.get(memory.size() - 1), 1));
    figures.put("growth_mib", LossRun.round(growth, 1));
    boolean passed = told == count && released && growth < FLAT_MIB;
    return new Finding("flood of forged datagrams: no alert is lost", passed, figures);
  }

  private static double[] delays(List<String> lines, Map<String, Double> told) {
    Map<String, Double> sent = new LinkedHashMap<>();
    Map<String, String> events = new LinkedHashMap<>();
    for (String line : lines) {
      String[] words = line.split(" ");
      if (words[0].equals("sent")) {
        sent.put(words[2], Long.parseLong(words[1]) / 1000.0);
      } else if (words[0].equals("told") && words[1].equals("active")) {
        events.put(words[3], words[2]);
      }
    }
    return sent.entrySet().stream()
        .mapToDouble(
            each -> {
              Double at = told.get(events.get(each.getKey()));
              return at == null ? Double.POSITIVE_INFINITY : at - each.getValue();
            })
        .toArray();
  }

  private static long refused(Vehicle vehicle) throws IOException {
    JsonNode rejected = vehicle.state().path("rejected");
    return rejected.path("tag").asLong();
  }

  /** Datagrams for which the vehicle's socket had no room. */
  private static long dropped(Vehicle vehicle) throws IOException {
    List<String> command = new ArrayList<>(vehicle.enter());
    command.addAll(List.of("cat", "/proc/net/udp"));
    Process process = new ProcessBuilder(command).start();
    String table = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    return table
        .lines()
        .skip(1)
        .map(String::strip)
        .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static double residentMiB(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
      }
    }
    throw new IOException("no VmRSS for " + pid);
  }
}
