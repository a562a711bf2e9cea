package io.milepost.rsu.denm;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttClientTransportConfig;
import com.hivemq.client.mqtt.MqttClientTransportConfigBuilder;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PayloadFormatIndicator;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.protocol.alert.EventId;
import io.milepost.protocol.json.Json;
import io.reactivex.schedulers.Schedulers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes DENMs at an MQTT 5 broker: retained, QoS 1, with the time for which they still hold as
 * message expiry. A broker that is down, slow or refuses costs nobody else anything: the {@link
 * Outbox} keeps the newest message of each event, and whatever still holds is published again at
 * every connection.
 *
 * <p>Confined to one worker context; the client's callbacks come back to it. Its classes are loaded
 * only where a broker is configured.
 */
final class MqttPublisher implements DenmOutlet {
  private static final Logger LOG = LoggerFactory.getLogger(MqttPublisher.class);
  private static final int CAPACITY = 1000;
  private static final int WINDOW = 16;
  private static final int KEEP_ALIVE_S = 15;
  private static final int CONNECT_S = 10;
  private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(3 * CONNECT_S);
  private static final long TICK_MILLIS = 1000;
  private static final double SPREAD = 0.2;

  private final MqttConfig config;
  private final String node;
  private final Retry retry;
  private final Vertx vertx;
  private final Context context;
  private final MqttMetrics metrics;
  private final Outbox outbox = new Outbox(CAPACITY);
  private Mqtt5AsyncClient client;
  private long timer;
  private int attempt;
  private long answerBy = Long.MAX_VALUE;
  private Duration wait;
  private boolean connected;
  private boolean closed;
  private volatile String unreachable;
  private volatile String refused;

  /** Shortest and longest wait between attempts to connect; each wait is spread by ±20 %. */
  record Retry(Duration least, Duration most) {
    static final Retry DEFAULT = new Retry(Duration.ofSeconds(1), Duration.ofSeconds(60));
  }

  /** A publisher that connects from now on. Call on the worker context that it is to live on. */
  MqttPublisher(MqttConfig config, String node, Retry retry, Vertx vertx, MeterRegistry registry) {
    this.config = config;
    this.node = node;
    this.retry = retry;
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.metrics = new MqttMetrics(registry, outbox);
    this.wait = retry.least();
    if (!config.tls() && !config.password().isEmpty() && !config.local()) {
      LOG.warn("mqtt password goes over the network in clear action=use_mqtts");
    }
    timer = vertx.setPeriodic(TICK_MILLIS, id -> tick());
    connect();
  }

  private Mqtt5AsyncClient client(int mine) {
    Executor back = this::onContext;
    Mqtt5ClientBuilder builder =
        MqttClient.builder()
            .useMqttVersion5()
            .identifier(config.clientId().isEmpty() ? "milepost-" + node : config.clientId())
            .transportConfig(transport())
            .executorConfig()
            .nettyExecutor(MqttPublisher::daemon)
            .nettyThreads(1)
            .applicationScheduler(Schedulers.from(back))
            .applyExecutorConfig()
            .addDisconnectedListener(lost -> onContext(() -> lost(mine, lost.getCause())));
    if (!config.username().isEmpty()) {
      builder
          .simpleAuth()
          .username(config.username())
          .password(config.password().getBytes(StandardCharsets.UTF_8))
          .applySimpleAuth();
    }
    return builder.buildAsync();
  }

  /**
   * All in one place: what is set beside a transport configuration does not count, TLS included.
   */
  private MqttClientTransportConfig transport() {
    MqttClientTransportConfigBuilder transport =
        MqttClientTransportConfig.builder()
            .serverHost(config.host())
            .serverPort(config.port())
            .socketConnectTimeout(CONNECT_S, TimeUnit.SECONDS)
            .mqttConnectTimeout(CONNECT_S, TimeUnit.SECONDS);
    if (config.tls()) {
      transport.sslConfig(
          MqttClientSslConfig.builder().trustManagerFactory(config.trust()).build());
    }
    return transport.build();
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "mqtt");
    thread.setDaemon(true);
    thread.start();
  }

  private void onContext(Runnable task) {
    try {
      context.runOnContext(v -> task.run());
    } catch (RejectedExecutionException e) {
      LOG.debug("mqtt answer after the end");
    }
  }

  /** Every attempt has its own client, and what an earlier one still has to say is not heard. */
  private void connect() {
    if (closed) {
      return;
    }
    int mine = ++attempt;
    answerBy = System.nanoTime() + ANSWER_NANOS;
    client = client(mine);
    client
        .connectWith()
        .cleanStart(true)
        .keepAlive(KEEP_ALIVE_S)
        .send()
        .whenComplete((ack, e) -> onContext(() -> answered(mine, e)));
  }

  private void answered(int asked, Throwable e) {
    if (asked != attempt || closed || connected) {
      return;
    }
    if (e != null || !client.getState().isConnected()) {
      trouble(e);
      return;
    }
    connected = true;
    unreachable = null;
    wait = retry.least();
    metrics.connected(true);
    outbox.again();
    LOG.info("mqtt connected broker={} republish={}", config.address(), outbox.waiting());
    pump();
  }

  /** Also called for attempts that failed, which {@link #answered} deals with. */
  private void lost(int asked, Throwable cause) {
    if (asked == attempt && connected && !closed) {
      trouble(cause);
    }
  }

  private void trouble(Throwable cause) {
    connected = false;
    // No answer of this attempt counts any more.
    attempt++;
    answerBy = Long.MAX_VALUE;
    metrics.connected(false);
    String sentence = MqttTrouble.sentence(config, cause);
    if (!sentence.equals(unreachable)) {
      LOG.warn("mqtt unreachable broker={} reason=\"{}\"", config.address(), sentence);
    }
    unreachable = sentence;
    double factor = 1 + SPREAD * (2 * ThreadLocalRandom.current().nextDouble() - 1);
    vertx.setTimer(Math.max(1, (long) (wait.toMillis() * factor)), id -> connect());
    wait = wait.multipliedBy(2);
    if (wait.compareTo(retry.most()) > 0) {
      wait = retry.most();
    }
  }

  @Override
  public void offer(DenmBook.Told told) {
    String topic = config.topicOf(node, EventId.number(told.event()));
    outbox.put(new Outbox.Message(topic, Json.writeBytes(told.denm()), told.endNanos()));
    pump();
  }

  private void tick() {
    outbox.sweep(System.nanoTime());
    if (!connected && answerBy != Long.MAX_VALUE && System.nanoTime() - answerBy > 0) {
      client.disconnect();
      trouble(null);
    }
    pump();
    metrics.update();
  }

  private void pump() {
    while (connected && outbox.underWay() < WINDOW) {
      Outbox.Message message = outbox.next(System.nanoTime());
      if (message == null) {
        break;
      }
      client
          .publish(publish(message))
          .whenComplete((result, e) -> onContext(() -> published(message, result, e)));
    }
    metrics.update();
  }

  private static Mqtt5Publish publish(Outbox.Message message) {
    long left = message.endNanos() - System.nanoTime();
    return Mqtt5Publish.builder()
        .topic(message.topic())
        .payload(message.payload())
        .qos(MqttQos.AT_LEAST_ONCE)
        .retain(true)
        .messageExpiryInterval(Math.max(1, -Math.floorDiv(-left, TimeUnit.SECONDS.toNanos(1))))
        .payloadFormatIndicator(Mqtt5PayloadFormatIndicator.UTF_8)
        .contentType("application/json")
        .build();
  }

  private void published(Outbox.Message message, Mqtt5PublishResult result, Throwable e) {
    Throwable error = e != null || result == null ? e : result.getError().orElse(null);
    if (error == null) {
      outbox.done(message);
      refused = null;
      metrics.published();
      pump();
    } else if (error instanceof Mqtt5PubAckException answer) {
      // Sent again with the next version or renewal; insisting sooner would not help.
      outbox.done(message);
      String sentence =
          MqttTrouble.refusal(config, message.topic(), answer.getMqttMessage().getReasonCode());
      if (!sentence.equals(refused)) {
        LOG.warn("mqtt publication refused reason=\"{}\"", sentence);
      }
      refused = sentence;
      metrics.failed("refused");
      pump();
    } else {
      // The next tick or the next connection tries again.
      outbox.failed(message);
      metrics.failed("connection");
      LOG.debug("mqtt publication failed topic={} reason={}", message.topic(), error.toString());
    }
  }

  @Override
  public Optional<String> degraded() {
    String now = unreachable;
    return Optional.ofNullable(now == null ? refused : now);
  }

  /** What brokers hold stays there until it expires: its incident may well go on. */
  @Override
  public Future<Void> close() {
    closed = true;
    vertx.cancelTimer(timer);
    metrics.connected(false);
    Promise<Void> done = Promise.promise();
    client.disconnect().whenComplete((nothing, e) -> done.tryComplete());
    return done.future();
  }
}
