package io.milepost.vehicle.position;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a gpsd by its JSON protocol (gpsd_json(5)) on a thread of its own. Lines longer than
 * gpsd's own limit and lines that are no JSON are counted and skipped. A connection that fails,
 * ends or is silent for ten seconds is made again after 1 s, doubling up to 60 s, spread by ±20 %.
 */
public final class GpsdPosition implements PositionSource, AutoCloseable {
  /** Age beyond which a fix is no longer acted on. */
  public static final Duration STALE = Duration.ofSeconds(2);

  /** Port that gpsd listens on unless told otherwise. */
  public static final int DEFAULT_PORT = 2947;

  private static final Logger LOG = LoggerFactory.getLogger(GpsdPosition.class);
  private static final byte[] WATCH =
      "?WATCH={\"enable\":true,\"json\":true};\n".getBytes(StandardCharsets.US_ASCII);

  /** gpsd's own limit is 10,240 bytes. */
  private static final int MAX_LINE = 16_384;

  private static final int MODE_2D = 2;
  private static final int CONNECT_MILLIS = 3000;
  private static final int SILENCE_MILLIS = 10_000;
  private static final double MAX_SPEED_MPS = 300;
  private static final Duration LEAST_WAIT = Duration.ofSeconds(1);
  private static final Duration MOST_WAIT = Duration.ofSeconds(60);

  private final String host;
  private final int port;
  private final Duration leastWait;
  private final AtomicReference<Fix> newest = new AtomicReference<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Counter reports;
  private final Counter malformed;
  private final Counter reconnects;
  private final Counter losses;
  private final Thread thread;
  private volatile Socket socket;
  private volatile State link = State.DOWN;
  private volatile String reason = "not connected yet";
  private volatile boolean wasKnown;

  /**
   * Not connected yet; {@link #start} begins.
   *
   * @param host name or address
   * @param port 1..65535
   */
  public GpsdPosition(String host, int port, MeterRegistry registry) {
    this(host, port, registry, LEAST_WAIT);
  }

  GpsdPosition(String host, int port, MeterRegistry registry, Duration leastWait) {
    this.host = host;
    this.port = port;
    this.leastWait = leastWait;
    this.reports = registry.counter("milepost.vehicle.gpsd.reports");
    this.malformed = registry.counter("milepost.vehicle.gpsd.malformed");
    this.reconnects = registry.counter("milepost.vehicle.gpsd.reconnects");
    this.losses = registry.counter("milepost.vehicle.position.lost");
    registry.gauge(
        "milepost.vehicle.position.known", this, self -> self.isFresh(System.nanoTime()) ? 1 : 0);
    this.thread = new Thread(this::follow, "gpsd");
    this.thread.setDaemon(true);
  }

  /** Begins to connect; returns at once. */
  public GpsdPosition start() {
    thread.start();
    return this;
  }

  private void follow() {
    Duration wait = leastWait;
    while (closed.getCount() > 0) {
      long before = (long) reports.count();
      try {
        watch();
        reason = "gpsd closed the connection";
      } catch (SocketTimeoutException e) {
        reason = "gpsd does not answer";
      } catch (IOException e) {
        reason = "gpsd cannot be reached: " + e.getMessage();
      }
      if (closed.getCount() == 0) {
        return;
      }
      link = State.DOWN;
      reconnects.increment();
      wait = reports.count() > before ? leastWait : wait;
      LOG.warn(
          "gpsd lost host={} port={} reason=\"{}\" retry_s={}",
          host,
          port,
          reason,
          wait.toMillis() / 1000.0);
      if (!pause(wait)) {
        return;
      }
      wait = wait.multipliedBy(2).compareTo(MOST_WAIT) > 0 ? MOST_WAIT : wait.multipliedBy(2);
    }
  }

  private boolean pause(Duration wait) {
    double factor = 0.8 + 0.4 * ThreadLocalRandom.current().nextDouble();
    try {
      return !closed.await((long) (wait.toMillis() * factor), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void watch() throws IOException {
    try (Socket opened = new Socket()) {
      socket = opened;
      opened.setSoTimeout(SILENCE_MILLIS);
      opened.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
      opened.getOutputStream().write(WATCH);
      link = State.NO_FIX;
      reason = "gpsd has no fix";
      BoundedLines lines = new BoundedLines(opened.getInputStream(), MAX_LINE);
      while (closed.getCount() > 0 && lines.next()) {
        if (lines.tooLong() || !take(lines.bytes(), lines.length())) {
          malformed.increment();
        }
      }
    } finally {
      socket = null;
    }
  }

  /** False when the line is none of gpsd's. */
  private boolean take(byte[] line, int length) {
    JsonNode report;
    try {
      report = Json.mapper().readTree(line, 0, length);
    } catch (IOException e) {
      return false;
    }
    if (report == null || !report.isObject() || !report.path("class").isTextual()) {
      return false;
    }
    if (!"TPV".equals(report.get("class").textValue())) {
      return true;
    }
    reports.increment();
    Fix fix = report.path("mode").asInt() < MODE_2D ? null : fix(report, System.nanoTime());
    if (fix == null) {
      link = State.NO_FIX;
      reason = "gpsd has no fix";
      newest.set(null);
    } else {
      link = State.KNOWN;
      newest.set(fix);
      if (!wasKnown) {
        wasKnown = true;
        LOG.info("position known host={} port={}", host, port);
      }
    }
    return true;
  }

  private static Fix fix(JsonNode report, long nanos) {
    double lat = number(report, "lat", -90, 90);
    double lon = number(report, "lon", -180, 180);
    return Double.isNaN(lat) || Double.isNaN(lon)
        ? null
        : new Fix(
            lat,
            lon,
            number(report, "speed", 0, MAX_SPEED_MPS),
            number(report, "track", 0, 360),
            nanos);
  }

  private static double number(JsonNode report, String name, double least, double most) {
    JsonNode value = report.path(name);
    double number = value.isNumber() ? value.doubleValue() : Double.NaN;
    return number >= least && number <= most ? number : Double.NaN;
  }

  private boolean isFresh(long nanos) {
    Fix fix = newest.get();
    return fix != null && nanos - fix.nanos() <= STALE.toNanos();
  }

  @Override
  public Fix fix(long nanos) {
    Fix fix = newest.get();
    if (fix != null && nanos - fix.nanos() <= STALE.toNanos()) {
      return fix;
    }
    if (wasKnown) {
      wasKnown = false;
      losses.increment();
      LOG.warn("position lost reason=\"{}\"", status(nanos).reason());
    }
    return null;
  }

  @Override
  public Status status(long nanos) {
    Fix fix = newest.get();
    long age = fix == null ? -1 : TimeUnit.NANOSECONDS.toMillis(nanos - fix.nanos());
    if (isFresh(nanos)) {
      return new Status(State.KNOWN, "", fix, age);
    }
    return link == State.KNOWN
        ? new Status(State.STALE, "no report from gpsd for " + age / 1000 + " s", fix, age)
        : new Status(link, reason, fix, age);
  }

  @Override
  public void close() {
    closed.countDown();
    Socket open = socket;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        LOG.debug("gpsd socket close failed", e);
      }
    }
    try {
      thread.join(TimeUnit.SECONDS.toMillis(CONNECT_MILLIS / 1000 + 1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
