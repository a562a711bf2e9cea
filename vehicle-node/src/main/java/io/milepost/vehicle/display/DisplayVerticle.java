package io.milepost.vehicle.display;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import io.milepost.vehicle.receive.VehicleState;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * The driver's page and its stream of pictures (server-sent events), read-only.
 *
 * <p><em>Consumes</em> HTTP requests; {@link #changed} from any thread.
 *
 * <p><em>Publishes</em> nothing.
 *
 * <p><em>Threading</em> event loop; reads state under the receiver's short lock.
 *
 * <p><em>Drops</em> pictures for a page that does not keep up: newest wins, counted. A ninth page
 * is refused.
 */
public final class DisplayVerticle extends VerticleBase {
  /** Pages served at the same time. */
  static final int MAX_PAGES = 8;

  private static final int IDLE_SECONDS = 30;
  private static final long LOOK_MILLIS = 200;
  private static final long ALIVE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int QUEUE_BYTES = 32_768;
  private static final String ICON = "image/svg+xml";
  private static final Map<String, String> FILES =
      Map.of(
          "index.html", "text/html; charset=utf-8",
          "display.css", "text/css; charset=utf-8",
          "display.js", "text/javascript; charset=utf-8",
          "words.js", "text/javascript; charset=utf-8",
          "icons.js", "text/javascript; charset=utf-8",
          "sound.js", "text/javascript; charset=utf-8",
          "icon.svg", ICON);

  private final String host;
  private final int port;
  private final Supplier<VehicleState> state;
  private final Duration rsuTimeout;
  private final Counter skipped;
  private final Map<String, Buffer> files = new HashMap<>();
  private final List<HttpServerResponse> pages = new ArrayList<>();
  private final AtomicBoolean pending = new AtomicBoolean();
  private final long started = System.nanoTime();
  private HttpServer server;
  private String shown = "";
  private long shownAt;
  private volatile boolean open;

  /**
   * Not deployed yet.
   *
   * @param port 0 for a free one
   * @param rsuTimeout silence that is worth a warning
   */
  public DisplayVerticle(
      String host,
      int port,
      Supplier<VehicleState> state,
      Duration rsuTimeout,
      MeterRegistry registry) {
    this.host = host;
    this.port = port;
    this.state = state;
    this.rsuTimeout = rsuTimeout;
    this.skipped = registry.counter("milepost.vehicle.display.skipped");
    registry.gauge("milepost.vehicle.display.pages", pages, List::size);
    FILES.keySet().forEach(name -> files.put("/" + name, resource(name)));
    files.put("/", files.get("/index.html"));
  }

  private static Buffer resource(String name) {
    try (InputStream in = DisplayVerticle.class.getResourceAsStream(name)) {
      return Buffer.buffer(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Future<?> start() {
    vertx.setPeriodic(LOOK_MILLIS, timer -> push());
    return vertx
        .createHttpServer(new HttpServerOptions().setIdleTimeout(IDLE_SECONDS))
        .requestHandler(this::answer)
        .listen(port, host)
        .onSuccess(
            listening -> {
              server = listening;
              open = true;
            })
        .recover(
            e ->
                Future.failedFuture(
                    new MilepostException(
                        FailureCode.CONFIGURATION,
                        "port "
                            + port
                            + " on "
                            + host
                            + " cannot be used: "
                            + e.getMessage()
                            + "; choose another with --display-port or --display-host",
                        e)));
  }

  private void answer(HttpServerRequest request) {
    HttpServerResponse response =
        request
            .response()
            .putHeader("cache-control", "no-store")
            .putHeader("x-content-type-options", "nosniff");
    if (request.method() != HttpMethod.GET) {
      response.setStatusCode(405).end("only GET is possible here");
    } else if (!isOurs(request)) {
      response.setStatusCode(421).end("this page is reached by an address, not by that name");
    } else if (request.path().equals("/events")) {
      stream(response);
    } else if (files.containsKey(request.path())) {
      String name = request.path().equals("/") ? "index.html" : request.path().substring(1);
      response
          .putHeader("content-type", FILES.get(name))
          .putHeader(
              "content-security-policy",
              "default-src 'self'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'")
          .end(files.get(request.path()));
    } else {
      response.setStatusCode(404).end("no such page");
    }
  }

  /** A name that somebody else's web page has pointed at this address must not read it. */
  private boolean isOurs(HttpServerRequest request) {
    String name = request.authority() == null ? "" : request.authority().host();
    return name.equals("localhost")
        || name.equals(host)
        || name.matches("[0-9.]+|\\[?[0-9a-f:]+]?");
  }

  private void stream(HttpServerResponse response) {
    if (pages.size() >= MAX_PAGES) {
      response.setStatusCode(503).end("already " + MAX_PAGES + " pages are open");
      return;
    }
    pages.add(response);
    response.closeHandler(gone -> pages.remove(response));
    response.exceptionHandler(e -> pages.remove(response));
    response.setWriteQueueMaxSize(QUEUE_BYTES);
    response.setChunked(true).putHeader("content-type", "text/event-stream");
    response.write("retry: 1000\n\n" + event(picture()));
  }

  /** Something was decided: show it now, not at the next look. Any thread. */
  public void changed() {
    if (open && pending.compareAndSet(false, true)) {
      context.runOnContext(
          now -> {
            pending.set(false);
            push();
          });
    }
  }

  private Picture picture() {
    long up = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
    return Picture.of(state.get(), rsuTimeout, System.currentTimeMillis(), up);
  }

  private static String event(Picture picture) {
    return "data: " + Json.write(picture) + "\n\n";
  }

  private void push() {
    if (pages.isEmpty()) {
      return;
    }
    Picture picture = picture();
    String content =
        Json.write(
            new Picture(
                0,
                picture.action(),
                picture.because(),
                picture.main(),
                picture.others(),
                picture.more(),
                picture.speedMps(),
                picture.warnings()));
    long now = System.nanoTime();
    if (content.equals(shown) && now - shownAt < ALIVE_NANOS) {
      return;
    }
    shown = content;
    shownAt = now;
    String event = event(picture);
    for (HttpServerResponse page : List.copyOf(pages)) {
      if (page.writeQueueFull()) {
        skipped.increment();
      } else {
        page.write(event);
      }
    }
  }

  /** Port in use, after deployment. */
  public int port() {
    return server.actualPort();
  }
}
