package io.milepost.bench.proof;

import io.milepost.bench.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;

/** Many alerts over bad links: who was told when. */
final class LossRun {
  /** An alert counts as told when the vehicle has decided within this time of the decision. */
  static final double LIMIT_MILLIS = 300;

  private static final long LIFE_MILLIS = 500;
  private static final double SHARE = 0.2;

  /** Copies that leave early enough to be heard within the limit. */
  private static final long[] COPIES_MILLIS = {0, 20, 60, 140};

  private static final long[] UNICAST_AFTER_MILLIS = {10, 40, 90};

  private final Road road;
  private final Child rsu;

  /**
   * Vehicles that listen in the same way.
   *
   * @param links interfaces
   * @param unicast whether they ask for unicast copies
   */
  record Group(int links, boolean unicast, List<Vehicle> vehicles) {
    String name() {
      return links
          + (links == 1 ? " interface" : " interfaces")
          + (unicast ? " with unicast copies" : "");
    }

    /** When copies leave that can be heard within the limit, milliseconds. */
    long[] copiesMillis() {
      LongStream twins =
          Arrays.stream(COPIES_MILLIS)
              .flatMap(at -> Arrays.stream(UNICAST_AFTER_MILLIS).map(after -> at + after));
      LongStream all =
          LongStream.concat(Arrays.stream(COPIES_MILLIS), unicast ? twins : LongStream.empty());
      return all.filter(at -> at < LIMIT_MILLIS).sorted().toArray();
    }
  }

  LossRun(Road road, Child rsu) {
    this.road = road;
    this.rsu = rsu;
  }

  /** Sends alerts and measures. */
  List<Finding> run(LossModel.Kind kind, int count, int perSecond, List<Group> groups)
      throws IOException {
    road.relay("loss " + kind.name().toLowerCase(Locale.ROOT) + " " + SHARE);
    int mark = rsu.mark();
    Map<Vehicle, Integer> marks = new HashMap<>();
    groups.forEach(each -> each.vehicles().forEach(v -> marks.put(v, v.child().mark())));
    rsu.ask("load " + count + " " + perSecond + " " + LIFE_MILLIS);
    int[] cancelled = {0};
    long limit = 10_000 + count * 1000L / perSecond + LIFE_MILLIS;
    String last =
        rsu.await(
            mark, limit, line -> line.startsWith("told cancelled") && ++cancelled[0] == count);
    if (last == null) {
      throw new IOException("only " + cancelled[0] + " of " + count + " alerts were cancelled");
    }
    Map<String, Double> sent = new HashMap<>();
    Map<String, String> incidents = new HashMap<>();
    for (String line : rsu.since(mark)) {
      String[] words = line.split(" ");
      if (words[0].equals("sent")) {
        sent.put(words[2], Long.parseLong(words[1]) / 1000.0);
      } else if (words[0].equals("told") && words[1].equals("active")) {
        incidents.put(words[2], words[3]);
      }
    }
    road.relay("loss none");
    List<Finding> findings = new ArrayList<>();
    for (Group group : groups) {
      List<Double> delays = new ArrayList<>();
      for (Vehicle vehicle : group.vehicles()) {
        Map<String, Double> told = vehicle.told(marks.get(vehicle));
        for (Map.Entry<String, String> each : incidents.entrySet()) {
          Double at = told.get(each.getKey());
          delays.add(at == null ? Double.POSITIVE_INFINITY : at - sent.get(each.getValue()));
        }
        vehicle.reaches(5000, state -> state.path("alerts").isEmpty());
      }
      findings.add(finding(kind, group, delays));
    }
    return findings;
  }

  private static Finding finding(LossModel.Kind kind, Group group, List<Double> delays) {
    int pairs = delays.size();
    Sample sample = Sample.of(delays.stream().mapToDouble(Double::doubleValue).toArray());
    long inTime = delays.stream().filter(delay -> delay <= LIMIT_MILLIS).count();
    long never = pairs - delays.stream().filter(Double::isFinite).count();
    double share = inTime / (double) pairs;
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("pairs", pairs);
    figures.put("told_within_300_ms", round(share * 100, 4));
    double expected = LossModel.expected(kind, SHARE, group.links(), group.copiesMillis());
    figures.put("expected", round(100 * expected, 4));
    figures.put("p50_ms", round(sample.median(), 2));
    figures.put("p99_ms", round(sample.quantile(0.99), 2));
    figures.put("p999_ms", round(sample.quantile(0.999), 2));
    figures.put("max_ms", round(sample.quantile(1), 2));
    figures.put("never", never);
    String what =
        kind == LossModel.Kind.NONE
            ? "no loss"
            : "20 % " + kind.name().toLowerCase(Locale.ROOT) + " loss";
    return new Finding(what + ", " + group.name(), share >= 0.999, figures);
  }

  static Object round(double value, int digits) {
    double scale = Math.pow(10, digits);
    return Double.isFinite(value) ? (Object) (Math.rint(value * scale) / scale) : "never";
  }
}
