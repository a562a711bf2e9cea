package io.milepost.rsu.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.rsu.store.EmbeddedDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The running demo: its processes, and the loop that follows the first incident through all of
 * them.
 */
final class Demo implements AutoCloseable {
  private static final String NODE_A = "rsu-a";
  private static final String NODE_B = "rsu-b";
  private static final String VEHICLE = "vehicle-1";
  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final int POLL_MILLIS = 250;

  private final DemoSite site;
  private final PrintWriter out;
  private final Deque<DemoProcess> processes = new ArrayDeque<>();
  private final BlockingQueue<VehicleLine> vehicleLines = new LinkedBlockingQueue<>(1000);
  private final Set<String> gone = new HashSet<>();
  private final List<VehicleLine> receptions = new ArrayList<>();
  private final DemoStory story = new DemoStory();
  private final long startedAt = System.currentTimeMillis();
  private final Thread stopper = new Thread(this::stopAll, "demo-stop");
  private EmbeddedDatabase database;
  private NodeClient nodeA;
  private NodeClient nodeB;
  private String clipTold = "";
  private volatile boolean stopped;

  Demo(DemoSite site, PrintWriter out) {
    this.site = site;
    this.out = out;
    Runtime.getRuntime().addShutdownHook(stopper);
  }

  /** Starts everything and waits until both nodes are ready. */
  void start() throws IOException, InterruptedException {
    say("database", "starting PostgreSQL (the first start unpacks it)");
    database = EmbeddedDatabase.start(site.folder().resolve("postgres"), 0);
    say("database", "ready on port " + database.port());
    Map<String, String> environment =
        Map.of(
            "MILEPOST_API_ADMIN_PASSWORD", site.password(),
            "MILEPOST_API_JWT_SECRET", site.jwtSecret(),
            "MILEPOST_STORE_PASSWORD", database.config().password());
    run(NODE_A, rsu(NODE_A, site.apiPortA(), site.clusterPortA()), environment);
    run(NODE_B, rsu(NODE_B, site.apiPortB(), site.clusterPortB()), environment);
    run(VEHICLE, vehicle(), Map.of());
    nodeA = new NodeClient(URI.create("http://127.0.0.1:" + site.apiPortA()), site.password());
    nodeB = new NodeClient(URI.create("http://127.0.0.1:" + site.apiPortB()), site.password());
    awaitReady(NODE_A, nodeA);
    awaitReady(NODE_B, nodeB);
    out.println();
    out.println("  Console   " + nodeA.base() + "   (the same picture at " + nodeB.base() + ")");
    out.println("  Sign in   admin / " + site.password());
    out.println(
        "  Driver    http://127.0.0.1:"
            + site.displayPort()
            + "   (what the vehicle's driver sees)");
    out.println("  Logs      " + site.logs());
    out.println();
    say(
        "road",
        "traffic flows; a crash will happen in front of " + NODE_A + " within half a minute");
  }

  /** Follows the story to its end. */
  int runOnce(int timeoutSeconds) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeoutSeconds);
    while (!story.missing().isEmpty() && System.nanoTime() < deadline) {
      follow();
      Optional<DemoProcess> ended = ended();
      if (ended.isPresent()) {
        throw new MilepostException(
            FailureCode.UNAVAILABLE,
            ended.get().name() + " ended by itself; its log is " + ended.get().log());
      }
    }
    List<String> missing = story.missing();
    stopAll();
    if (!missing.isEmpty()) {
      out.println(
          "The story did not go all the way in " + timeoutSeconds + " s: " + missing.get(0) + ".");
      out.println("The logs in " + site.logs() + " tell more.");
      out.flush();
      return 1;
    }
    out.println(story.summary());
    out.flush();
    return 0;
  }

  /** Goes on until the process is told to stop. */
  int runUntilStopped() throws InterruptedException {
    boolean told = false;
    while (!stopped) {
      follow();
      ended()
          .filter(process -> gone.add(process.name()))
          .ifPresent(process -> say(process.name(), "has ended; the others go on"));
      if (!told && story.missing().isEmpty()) {
        told = true;
        say("demo", "the story went all the way; look around in the console, Ctrl-C ends it");
      }
    }
    return 0;
  }

  private Optional<DemoProcess> ended() {
    return processes.stream().filter(process -> !process.alive() && !stopped).findFirst();
  }

  private void follow() throws InterruptedException {
    VehicleLine line = vehicleLines.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
    while (line != null) {
      told(line);
      line = vehicleLines.poll();
    }
    matchReception();
    if (!story.hasIncident()) {
      nodeA.get("/api/v1/events?size=50").flatMap(Demo::oldestOfNodeA).ifPresent(this::confirmed);
    } else {
      nodeA.get("/api/v1/events/" + story.incidentId()).ifPresent(this::details);
      if (!story.isSeen() && nodeB.get("/api/v1/events/" + story.incidentId()).isPresent()) {
        story.seenBy(NODE_B);
        say(NODE_B, "lists the incident too");
      }
      if (!story.hasRows()) {
        story.rows(countRows());
        if (story.hasRows()) {
          say("database", "the incident is in PostgreSQL");
        }
      }
    }
  }

  private static Optional<JsonNode> oldestOfNodeA(JsonNode page) {
    JsonNode oldest = null;
    for (JsonNode each : page.path("items")) {
      if (NODE_A.equals(each.path("node").asText())) {
        oldest = each;
      }
    }
    return Optional.ofNullable(oldest);
  }

  private void confirmed(JsonNode incident) {
    if (incident.path("confirmed_at").asLong() < startedAt) {
      return;
    }
    story.incident(incident);
    say(
        NODE_A,
        String.format(
            "incident confirmed: %s at %s on %s, confidence %.2f (%s)",
            incident.path("type").asText(),
            incident.path("camera").asText(),
            incident.path("road").asText(),
            incident.path("confidence").asDouble(),
            story.incidentId()));
  }

  private void details(JsonNode page) {
    JsonNode alert = page.path("alerts").path(0);
    if (!story.hasAlert() && !alert.isMissingNode()) {
      story.alert(alert);
    }
    JsonNode clip = page.path("clips").path(0);
    if (!clip.isMissingNode()) {
      story.clip(clip);
      String now = clip.path("seconds").asText() + clip.path("complete").asText();
      if (!now.equals(clipTold)) {
        clipTold = now;
        say(
            NODE_A,
            String.format(
                "clip %s: %s, %.1f s",
                clip.path("complete").asBoolean() ? "complete" : "playable, still growing",
                site.folder().resolve(NODE_A).resolve("clips").resolve(clip.path("file").asText()),
                clip.path("seconds").asDouble()));
      }
    }
  }

  private void told(VehicleLine line) {
    if (line.text() != null) {
      out.println(line.text());
      out.flush();
    } else {
      receptions.add(line);
    }
  }

  /**
   * The alert's number is known to the API and to the vehicle; whichever tells first, they must
   * agree.
   */
  private void matchReception() {
    if (!story.hasAlert() || story.isReceived()) {
      return;
    }
    for (VehicleLine line : receptions) {
      if (line.isVerifiedReceptionOf(story.alertEvent())) {
        story.received(VEHICLE, line.decisionMillis());
        say("budget", story.budget());
        return;
      }
    }
  }

  private int countRows() {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:"
                    + database.port()
                    + "/"
                    + database.config().database(),
                database.config().user(),
                database.config().password());
        PreparedStatement query =
            connection.prepareStatement("select count(*) from incidents where id = ?")) {
      query.setString(1, story.incidentId());
      try (ResultSet result = query.executeQuery()) {
        result.next();
        return result.getInt(1);
      }
    } catch (SQLException notYet) {
      return 0;
    }
  }

  private List<String> rsu(String id, int apiPort, int clusterPort) {
    Path home = Path.of(System.getProperty("milepost.home", "."));
    List<String> command = new ArrayList<>();
    command.add(home.resolve("scripts/milepost").toString());
    command.addAll(List.of("rsu", "--stop-with-parent", "--profile", "dev"));
    command.addAll(List.of("--config", home.resolve("conf/demo/" + id + ".yaml").toString()));
    for (String set :
        List.of(
            "node.data=" + site.folder().resolve(id),
            "api.port=" + apiPort,
            "cluster.port=" + clusterPort,
            "cluster.members=127.0.0.1:"
                + site.clusterPortA()
                + ",127.0.0.1:"
                + site.clusterPortB(),
            "store.port=" + database.port(),
            "broadcast.port=" + site.alertPort(),
            "broadcast.key_ring=" + site.keyRing())) {
      command.addAll(List.of("--set", set));
    }
    return command;
  }

  private List<String> vehicle() {
    Path home = Path.of(System.getProperty("milepost.home", "."));
    return List.of(
        home.resolve("scripts/milepost").toString(),
        "vehicle",
        "--iface",
        "lo",
        "--port",
        String.valueOf(site.alertPort()),
        "--key-ring",
        site.keyRing().toString(),
        "--drop-unsigned",
        "--data",
        site.folder().resolve(VEHICLE).toString(),
        "--log",
        site.folder().resolve(VEHICLE).resolve("alerts.csv").toString(),
        "--metrics-port",
        String.valueOf(site.vehiclePort()),
        "--display-port",
        String.valueOf(site.displayPort()),
        "--json");
  }

  private void run(String name, List<String> command, Map<String, String> environment)
      throws IOException {
    say(name, "starting");
    processes.push(
        DemoProcess.start(
            name,
            command,
            environment,
            site.logs().resolve(name + ".log"),
            line -> {
              if (name.equals(VEHICLE)) {
                VehicleLine.parse(line).ifPresent(vehicleLines::offer);
              }
            }));
  }

  private void awaitReady(String name, NodeClient node) throws InterruptedException {
    long start = System.nanoTime();
    DemoProcess process =
        processes.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    while (!node.ready()) {
      if (!process.alive() || System.nanoTime() - start > START_LIMIT.toNanos()) {
        throw new MilepostException(
            FailureCode.UNAVAILABLE, name + " did not become ready; its log is " + process.log());
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS / 2);
    }
    say(name, String.format("ready after %.1f s", (System.nanoTime() - start) / 1e9));
  }

  private void say(String who, String what) {
    double seconds = (System.currentTimeMillis() - startedAt) / 1000.0;
    out.printf("[%6.1f s] %-10s %s%n", seconds, who, what);
    out.flush();
  }

  private synchronized void stopAll() {
    if (stopped) {
      return;
    }
    stopped = true;
    List<Thread> waits = new ArrayList<>();
    for (DemoProcess process : processes) {
      Thread wait = new Thread(process::stop, "stop-" + process.name());
      wait.start();
      waits.add(wait);
    }
    for (Thread wait : waits) {
      try {
        wait.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (database != null) {
      database.close();
    }
  }

  @Override
  public void close() {
    stopAll();
  }
}
