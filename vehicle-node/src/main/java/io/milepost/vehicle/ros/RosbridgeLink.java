package io.milepost.vehicle.ros;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.protocol.json.Json;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client of rosbridge, protocol version 2 in JSON: advertise, publish, unadvertise. Connects
 * again for ever, from 0.25 s to 10 s apart, and advertises anew. A server that does not answer a
 * ping for 3 s counts as gone. Per topic a bounded number of messages is under way; what comes on
 * top is refused. Runs on one event loop of its own; only the count of what is under way is shared.
 */
final class RosbridgeLink implements RosLink {
  private static final Logger LOG = LoggerFactory.getLogger(RosbridgeLink.class);
  private static final int DEFAULT_PORT = 9090;
  private static final long FIRST_RETRY_MILLIS = 250;
  private static final long MAX_RETRY_MILLIS = 10_000;
  private static final int CONNECT_MILLIS = 3000;
  private static final long PING_MILLIS = 1000;
  private static final long PONG_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final int MAX_ALERTS_UNDER_WAY = 16;
  private static final int SEND_BUFFER_BYTES = 16 * 1024;
  private static final int MAX_STATUS_BYTES = 64 * 1024;
  private static final long COMPLAIN_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final URI server;
  private final RosConfig config;
  private final Map<RosTopic, AtomicInteger> underWay = new EnumMap<>(RosTopic.class);
  private final Counter connects;
  private final Counter disconnects;
  private final Counter complaints;
  private final Vertx vertx;
  private final Context context;
  private final WebSocketClient client;
  private volatile WebSocket socket;
  private volatile boolean closed;
  private Runnable onReady;
  private long retryMillis = FIRST_RETRY_MILLIS;
  private boolean failing;
  private long pongAt;
  private long complainedAt;
  private boolean complained;

  RosbridgeLink(URI server, RosConfig config, MeterRegistry registry) {
    this.server = server;
    this.config = config;
    config.topics().forEach(topic -> underWay.put(topic, new AtomicInteger()));
    connects = registry.counter("milepost.vehicle.ros.connects");
    disconnects = registry.counter("milepost.vehicle.ros.disconnects");
    complaints = registry.counter("milepost.vehicle.ros.server.complaints");
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    context = vertx.getOrCreateContext();
    client =
        vertx.createWebSocketClient(
            new WebSocketClientOptions()
                .setConnectTimeout(CONNECT_MILLIS)
                .setSendBufferSize(SEND_BUFFER_BYTES)
                .setTcpNoDelay(true)
                .setClosingTimeout(1)
                .setMaxFrameSize(MAX_STATUS_BYTES)
                .setMaxMessageSize(MAX_STATUS_BYTES));
  }

  @Override
  public void open(Runnable whenReady) {
    onReady = whenReady;
    context.runOnContext(ignored -> connect());
    vertx.setPeriodic(PING_MILLIS, ignored -> context.runOnContext(tick -> ping()));
  }

  private void connect() {
    if (closed) {
      return;
    }
    boolean secure = server.getScheme().equals("wss");
    String path =
        server.getRawPath() == null || server.getRawPath().isEmpty() ? "/" : server.getRawPath();
    WebSocketConnectOptions options =
        new WebSocketConnectOptions()
            .setHost(server.getHost())
            .setPort(server.getPort() < 0 ? DEFAULT_PORT : server.getPort())
            .setSsl(secure)
            .setURI(server.getRawQuery() == null ? path : path + "?" + server.getRawQuery())
            .setConnectTimeout(CONNECT_MILLIS)
            .setTimeout(CONNECT_MILLIS);
    client.connect(options).onSuccess(this::connected).onFailure(this::retry);
  }

  private void retry(Throwable reason) {
    if (closed) {
      return;
    }
    if (!failing) {
      failing = true;
      LOG.warn("rosbridge not reached server={} reason=\"{}\"", server, reason.getMessage());
    }
    // Spread, or all vehicles of a fleet come back in the same moment.
    long wait = (long) (retryMillis * ThreadLocalRandom.current().nextDouble(0.8, 1.2));
    retryMillis = Math.min(MAX_RETRY_MILLIS, retryMillis * 2);
    vertx.setTimer(wait, ignored -> context.runOnContext(again -> connect()));
  }

  private void connected(WebSocket opened) {
    if (closed) {
      opened.close();
      return;
    }
    failing = false;
    pongAt = System.nanoTime();
    underWay.values().forEach(count -> count.set(0));
    opened.textMessageHandler(this::status);
    opened.pongHandler(ignored -> heard());
    opened.exceptionHandler(e -> LOG.debug("rosbridge connection failed", e));
    opened.closeHandler(ignored -> lost(opened, "closed"));
    for (RosTopic topic : config.topics()) {
      opened.writeTextMessage(Json.write(advertise(topic)));
    }
    connects.increment();
    LOG.info("rosbridge connected server={} topics={}", server, config.topics().size());
    socket = opened;
    onReady.run();
  }

  private void heard() {
    pongAt = System.nanoTime();
    retryMillis = FIRST_RETRY_MILLIS;
  }

  private void ping() {
    WebSocket open = socket;
    if (open == null) {
      return;
    }
    if (System.nanoTime() - pongAt > PONG_WITHIN_NANOS) {
      lost(open, "no answer to a ping");
      open.close();
    } else {
      open.writePing(Buffer.buffer("milepost"));
    }
  }

  private void lost(WebSocket which, String reason) {
    if (socket == which && !closed) {
      socket = null;
      disconnects.increment();
      failing = true;
      LOG.warn("rosbridge lost server={} reason=\"{}\"", server, reason);
      retry(new TimeoutException(reason));
    }
  }

  /** The id ties the server's complaints to the topic. */
  private ObjectNode advertise(RosTopic topic) {
    ObjectNode message = Json.mapper().createObjectNode();
    message
        .put("op", "advertise")
        .put("id", "advertise:" + topic.name(config.namespace()))
        .put("topic", topic.name(config.namespace()))
        .put("type", topic.type())
        .put("latch", topic.isKept())
        .put("queue_size", topic.depth());
    // Newer servers take this and ignore latch and queue_size; older ones do the contrary.
    message
        .putObject("qos")
        .put("history", "keep_last")
        .put("depth", topic.depth())
        .put("reliability", "reliable")
        .put("durability", topic.isKept() ? "transient_local" : "volatile");
    return message;
  }

  private void status(String text) {
    try {
      JsonNode message = Json.mapper().readTree(text);
      String level = message.path("level").asText();
      if (message.path("op").asText().equals("status")
          && (level.equals("error") || level.equals("warning"))) {
        complain(level, message.path("id").asText(), message.path("msg").asText());
      }
    } catch (JsonProcessingException e) {
      complain("error", "", "unreadable message from the server");
    }
  }

  private void complain(String level, String id, String words) {
    complaints.increment();
    long now = System.nanoTime();
    if (!complained || now - complainedAt > COMPLAIN_NANOS) {
      complained = true;
      complainedAt = now;
      LOG.warn("rosbridge complains level={} id={} msg=\"{}\"", level, id, clean(words));
    }
  }

  private static String clean(String words) {
    String line = words.replaceAll("\\p{Cntrl}", " ");
    return line.length() > 300 ? line.substring(0, 300) : line;
  }

  @Override
  public boolean isReady() {
    return socket != null;
  }

  @Override
  public Sent send(RosTopic topic, ObjectNode message) {
    WebSocket open = socket;
    if (open == null) {
      return Sent.NOT_CONNECTED;
    }
    AtomicInteger count = underWay.get(topic);
    if (count.get() >= (topic == RosTopic.CMD_VEL ? 1 : MAX_ALERTS_UNDER_WAY)) {
      return Sent.BACKLOG;
    }
    count.incrementAndGet();
    ObjectNode publish = Json.mapper().createObjectNode();
    publish.put("op", "publish").put("topic", topic.name(config.namespace()));
    publish.set("msg", message);
    open.writeTextMessage(Json.write(publish))
        .onComplete(
            ignored -> {
              if (socket == open) {
                count.decrementAndGet();
              }
            });
    return Sent.TAKEN;
  }

  @Override
  public double subscribers(RosTopic topic) {
    return Double.NaN;
  }

  /** Unadvertises and closes; waits at most 2 s. */
  @Override
  public void close() {
    closed = true;
    WebSocket open = socket;
    socket = null;
    if (open != null) {
      for (RosTopic topic : config.topics()) {
        ObjectNode message = Json.mapper().createObjectNode();
        message
            .put("op", "unadvertise")
            .put("id", "advertise:" + topic.name(config.namespace()))
            .put("topic", topic.name(config.namespace()));
        open.writeTextMessage(Json.write(message));
      }
      await(open.close());
    }
    await(vertx.close());
  }

  private static void await(Future<?> future) {
    try {
      future.toCompletionStage().toCompletableFuture().get(2, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("rosbridge not closed cleanly reason={}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
