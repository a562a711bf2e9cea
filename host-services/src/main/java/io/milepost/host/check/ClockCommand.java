package io.milepost.host.check;

import io.milepost.host.clock.ClockReading;
import io.milepost.host.clock.ClockVerdict;
import io.milepost.host.clock.LocalClock;
import io.milepost.host.clock.SntpSource;
import io.milepost.protocol.json.Json;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code check clock}: whether the clock is good enough for alerts. */
@Command(
    name = "clock",
    mixinStandardHelpOptions = true,
    description = {
      "Tells whether this machine's clock is good enough to send or to judge alerts.",
      "Asks chrony, else systemd-timesyncd; with --server an NTP server instead. Good is within 250"
          + " ms of UTC, error bounds included: a vehicle refuses datagrams more than 2000 ms old or"
          + " 250 ms early, corrects an RSU's clock after its first heartbeat, and never brakes on"
          + " one that is off by more than 10 s.",
      "Exit code: 0 good, 1 not good or not known, 2 wrong use."
    },
    footer = {
      "",
      "Examples:",
      "  scripts/milepost check clock",
      "  scripts/milepost check clock --server pool.ntp.org --json"
    })
final class ClockCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--server",
      paramLabel = "HOST[:PORT]",
      description = "Compare with this NTP server; nothing is changed.")
  private String server;

  @Option(names = "--json", description = "One line of JSON.")
  private boolean json;

  @Override
  public Integer call() {
    ClockReading reading = server == null ? new LocalClock().read() : SntpSource.of(server).ask();
    ClockVerdict verdict = ClockVerdict.of(reading);
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? Json.write(fields(reading, verdict)) : text(reading, verdict));
    out.flush();
    return verdict.ok() ? 0 : CheckCommand.BAD;
  }

  private static Map<String, Object> fields(ClockReading reading, ClockVerdict verdict) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("source", reading.source());
    fields.put("reference", reading.reference());
    fields.put("synchronised", reading.synchronised());
    fields.put("offset_ms", reading.offsetMs());
    fields.put("stratum", reading.stratum());
    fields.put("root_delay_ms", reading.rootDelayMs());
    fields.put("root_dispersion_ms", reading.rootDispersionMs());
    fields.put("verdict", verdict.ok() ? "ok" : "bad");
    fields.put("reason", verdict.sentence());
    return fields;
  }

  private static String text(ClockReading reading, ClockVerdict verdict) {
    StringBuilder text = new StringBuilder();
    line(text, "source", reading.source());
    line(text, "reference", reading.reference());
    line(text, "offset", offset(reading.offsetMs()));
    line(text, "stratum", reading.stratum());
    line(text, "root delay", millis(reading.rootDelayMs()));
    line(text, "root dispersion", millis(reading.rootDispersionMs()));
    line(text, "verdict", (verdict.ok() ? "ok: " : "bad: ") + verdict.sentence());
    return text.toString().stripTrailing();
  }

  private static void line(StringBuilder text, String name, Object value) {
    if (value != null) {
      text.append(String.format(Locale.ROOT, "%-16s %s%n", name, value));
    }
  }

  private static String offset(Double millis) {
    if (millis == null) {
      return null;
    }
    String side = millis > 0 ? " ms ahead of UTC" : " ms behind UTC";
    return String.format(Locale.ROOT, "%.3f%s", Math.abs(millis), millis == 0 ? " ms" : side);
  }

  private static String millis(Double value) {
    return value == null ? null : String.format(Locale.ROOT, "%.3f ms", value);
  }
}
