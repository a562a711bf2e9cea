package io.milepost.rsu.app;

import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.alert.Envelope;
import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentState;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.Suggestion;
import io.milepost.protocol.incident.TrafficDirection;
import io.milepost.rsu.broadcast.Advice;
import io.milepost.rsu.broadcast.AlertSender;
import io.milepost.rsu.broadcast.BroadcastConfig;
import io.milepost.rsu.broadcast.BroadcastVerticle;
import io.milepost.rsu.store.NodeEpoch;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code alert}: tells vehicles about one incident, without a node. */
@Command(
    name = "alert",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Sends one alert at once and repeats it, heartbeats in between.",
      "With --repeat it ends after so many copies; without, it goes on until --ttl-s has passed or it is told to"
          + " stop, and then takes the alert back."
    },
    footer = {
      "",
      "Examples:",
      "  scripts/milepost alert --type collision --road A1 --key-ring keys.json",
      "  scripts/milepost alert --repeat 3 --type fire --severity high \\",
      "    --distance-m 500 --iface eth0 --hmac-key KEY --require-sig",
      "",
      "docs/intake.md tells the ways to report an incident to a roadside unit instead."
    })
final class AlertCommand implements Callable<Integer> {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  @Spec private CommandSpec spec;

  @Option(names = "--repeat", paramLabel = "N", description = "Copies to send.")
  private Long repeat;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      converter = AlertCodes.TypeCode.class,
      description =
          "collision, fire, smoke, congestion, blockage, stopped_vehicle, wrong_way,"
              + " pedestrian_on_road, construction or debris (default: collision).")
  private IncidentType type = IncidentType.COLLISION;

  @Option(
      names = "--severity",
      paramLabel = "SEVERITY",
      converter = AlertCodes.SeverityCode.class,
      description = "low, medium, high or critical (default: high).")
  private Severity severity = Severity.HIGH;

  @Option(
      names = "--distance-m",
      paramLabel = "M",
      description = "Metres to the place, 0 to 100000 (default: ${DEFAULT-VALUE}).")
  private double distance = 500;

  @Option(
      names = "--suggest",
      paramLabel = "ADVICE",
      converter = AlertCodes.SuggestionCode.class,
      description = "inform, slow_down, change_lane or stop (default: as the rules of advice say).")
  private Suggestion suggest;

  @Option(names = "--road", paramLabel = "ROAD", description = "Road (default: ${DEFAULT-VALUE}).")
  private String road = "unknown";

  @Option(names = "--lane", paramLabel = "N", description = "Lane from the median, 1 to 14.")
  private Integer lane;

  @Option(
      names = "--lat",
      paramLabel = "DEGREES",
      description =
          "Latitude, WGS-84; 0 with --lon 0 is an unknown place (default: ${DEFAULT-VALUE}).")
  private double lat;

  @Option(
      names = "--lon",
      paramLabel = "DEGREES",
      description = "Longitude, WGS-84 (default: ${DEFAULT-VALUE}).")
  private double lon;

  @Option(
      names = "--ttl-s",
      paramLabel = "S",
      description = "Seconds for which each copy holds, 1 to 3600 (default: ${DEFAULT-VALUE}).")
  private int ttlSeconds = AlertBody.DEFAULT_TTL_S;

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      description = "Text for drivers (default: by the rules).")
  private String text;

  @Option(names = "--hmac-key", paramLabel = "KEY", description = "Key 0, at least 16 bytes.")
  private String hmacKey;

  @Option(names = "--key-ring", paramLabel = "FILE", description = "Key ring (JSON).")
  private Path keyRing;

  @Option(names = "--require-sig", description = "Send nothing without a key.")
  private boolean requireSignature;

  @Option(
      names = "--iface",
      split = ",",
      paramLabel = "NAME",
      description =
          "Interface to send on; repeat or separate by commas (default: all that can multicast).")
  private List<String> interfaces = new ArrayList<>();

  @Option(
      names = "--group",
      paramLabel = "ADDRESS",
      description = "Group (default: ${DEFAULT-VALUE}).")
  private String group = EnvelopeWire.DEFAULT_GROUP;

  @Option(names = "--port", paramLabel = "N", description = "UDP port (default: ${DEFAULT-VALUE}).")
  private int port = EnvelopeWire.DEFAULT_PORT;

  @Option(
      names = "--hops",
      paramLabel = "N",
      description = "IP time to live, 0 for this machine only (default: ${DEFAULT-VALUE}).")
  private int hops = 1;

  @Option(
      names = "--node",
      paramLabel = "NAME",
      description = "Name vehicles see; each sender needs its own (default: ${DEFAULT-VALUE}).")
  private String node = "rsu_server_01";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder that remembers boot numbers (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of("data", "alert");

  @Option(names = "--cancel-at-end", description = "Take the alert back also after --repeat.")
  private boolean cancelAtEnd;

  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);

  @Override
  public Integer call() {
    check();
    AlertSetup.unknownInterface(interfaces)
        .ifPresent(
            sentence -> {
              throw wrong("--iface: " + sentence);
            });
    BroadcastConfig config = config();
    KeyRing keys = keys(config);
    PrintWriter out = spec.commandLine().getOut();
    if (keys.isEmpty()) {
      spec.commandLine()
          .getErr()
          .println("milepost alert: no key given; vehicles that demand one will drop this alert");
    }
    try (DataFolder folder = DataFolder.open(data, "--data")) {
      int epoch = NodeEpoch.next(folder.path());
      Runtime.getRuntime().addShutdownHook(new Thread(this::endAndWait, "alert-stop"));
      Advice advice = AlertSetup.advice(config);
      Incident incident = incident();
      try (AlertSender sender =
          new AlertSender(
              config,
              new BroadcastVerticle.Identity(node, epoch, 1),
              keys,
              advice,
              incident,
              suggest,
              text)) {
        Suggestion told = suggest == null ? AlertSender.suggestion(advice, incident) : suggest;
        return run(sender, out, told);
      }
    } finally {
      ended.countDown();
    }
  }

  private int run(AlertSender sender, PrintWriter out, Suggestion told) {
    long began = System.nanoTime();
    AtomicLong sent = new AtomicLong();
    long copies =
        sender.send(
            repeat == null ? Long.MAX_VALUE : repeat,
            () -> isOver(System.nanoTime() - began, sent.get()),
            n -> {
              sent.set(n);
              line(out, n, told);
            });
    sender.down().forEach(spec.commandLine().getErr()::println);
    boolean early = repeat == null || copies < repeat;
    if (copies > 0 && (early || cancelAtEnd)) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
      long cancels = sender.cancel(() -> System.nanoTime() - deadline > 0);
      out.println(
          "[CANCEL] " + now() + " seq=1 src=" + node + " copies=" + cancels + " after=" + copies);
    } else if (copies > 0) {
      out.println(
          "[DONE] "
              + now()
              + " copies="
              + copies
              + "; the alert holds for up to "
              + ttlSeconds
              + " s more");
    }
    out.flush();
    if (copies == 0) {
      throw new MilepostException(
          FailureCode.UNAVAILABLE,
          "no copy of the alert could be sent; check --iface and the network");
    }
    return 0;
  }

  /** Asked to stop, the life of an unlimited alert has passed, or nothing can be sent at all. */
  private boolean isOver(long nanos, long sent) {
    return stop.getCount() == 0
        || (repeat == null && nanos >= TimeUnit.SECONDS.toNanos(ttlSeconds))
        || (sent == 0 && nanos >= PATIENCE_NANOS);
  }

  private void line(PrintWriter out, long copy, Suggestion told) {
    out.printf(
        Locale.ROOT,
        "[SEND] %s seq=1 src=%s type=%s sev=%s dist=%.1fm suggest=%s copy=%d%n",
        now(),
        node,
        type.code(),
        severity.code(),
        distance,
        told.code(),
        copy);
    out.flush();
  }

  private static String now() {
    String time = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    return time.length() == "2026-01-01T00:00:00Z".length() ? time.replace("Z", ".000Z") : time;
  }

  private void check() {
    if (spec.commandLine().getParseResult().matchedOptions().isEmpty()) {
      throw wrong("say what to send, for example --type collision --distance-m 500");
    }
    require(repeat == null || repeat >= 1, "--repeat must be 1 or more");
    require(
        distance >= 0 && distance <= AlertBody.MAX_DISTANCE_M, "--distance-m must be 0 to 100000");
    require(Math.abs(lat) <= 90, "--lat must be -90 to 90");
    require(Math.abs(lon) <= 180, "--lon must be -180 to 180");
    require(lane == null || (lane >= 1 && lane <= 14), "--lane must be 1 to 14");
    require(ttlSeconds >= 1 && ttlSeconds <= AlertBody.MAX_TTL_S, "--ttl-s must be 1 to 3600");
    require(port >= 1 && port <= 65_535, "--port must be 1 to 65535");
    require(hops >= 0 && hops <= 255, "--hops must be 0 to 255");
    require(
        !road.isBlank() && road.codePointCount(0, road.length()) <= AlertBody.MAX_ROAD,
        "--road must have 1 to 64 characters");
    require(
        text == null || text.codePointCount(0, text.length()) <= AlertBody.MAX_TEXT,
        "--text must have at most 512 characters");
    require(
        Envelope.isSource(node),
        "--node must have 1 to 32 bytes, without '/' and control characters");
    require(hmacKey == null || keyRing == null, "--hmac-key and --key-ring exclude each other");
    require(
        !requireSignature || hmacKey != null || keyRing != null,
        "--require-sig needs a key; give --hmac-key or --key-ring");
  }

  private void require(boolean condition, String sentence) {
    if (!condition) {
      throw wrong(sentence);
    }
  }

  private ParameterException wrong(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }

  private BroadcastConfig config() {
    BroadcastConfig d = BroadcastConfig.defaults();
    try {
      return new BroadcastConfig(
          group,
          port,
          hops,
          interfaces,
          d.dscp(),
          keyRing,
          hmacKey,
          requireSignature,
          d.repeatSeconds(),
          d.etsiStrict(),
          d.tokensPerSecond(),
          d.heartbeatSeconds(),
          d.heartbeatActiveSeconds(),
          ttlSeconds,
          d.maxAgeSeconds(),
          d.slowDownWithinM(),
          d.stopWithinM());
    } catch (MilepostException e) {
      throw wrong(e.getMessage().replace("broadcast.", "--"));
    }
  }

  private KeyRing keys(BroadcastConfig config) {
    try {
      return config.loadKeys(System::getenv);
    } catch (MilepostException e) {
      throw wrong(
          hmacKey == null
              ? e.getMessage().replace("broadcast.key_ring", "--key-ring")
              : "--hmac-key: " + e.getMessage());
    }
  }

  private Incident incident() {
    long now = System.currentTimeMillis();
    return new Incident(
        "alert-1",
        1,
        type,
        severity,
        IncidentState.OPEN,
        1,
        node,
        null,
        road,
        lane,
        lat,
        lon,
        distance,
        TrafficDirection.UPSTREAM,
        now,
        now,
        now,
        null,
        "sent by hand",
        List.of(),
        Map.of(),
        null,
        null);
  }

  /** The process ends only after the alert was taken back. */
  private void endAndWait() {
    stop.countDown();
    try {
      ended.await(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
