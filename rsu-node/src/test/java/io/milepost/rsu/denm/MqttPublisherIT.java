package io.milepost.rsu.denm;

import static io.milepost.rsu.denm.Alerts.UTC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PayloadFormatIndicator;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.json.Json;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The publisher against Debian's Mosquitto. */
class MqttPublisherIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final MqttPublisher.Retry SOON =
      new MqttPublisher.Retry(Duration.ofMillis(100), Duration.ofMillis(400));
  private static final long SECOND = 1_000_000_000L;

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final DenmBook book = new DenmBook(new DenmMapper("rsu-a", 1), 2000);
  private MqttPublisher publisher;
  private Context worker;

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private void publisher(MqttConfig config) throws Exception {
    Deployable shell =
        new VerticleBase() {
          private MqttPublisher own;

          @Override
          public Future<?> start() {
            own = new MqttPublisher(config, "rsu-a", SOON, vertx, registry);
            worker = context;
            publisher = own;
            return Future.succeededFuture();
          }

          @Override
          public Future<?> stop() {
            return own.close();
          }
        };
    vertx
        .deployVerticle(shell, DenmVerticle.options())
        .toCompletionStage()
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
  }

  private void offer(DenmBook.Told told) {
    worker.runOnContext(v -> publisher.offer(told));
  }

  private void offer(Alerts alert) {
    offer(told(alert));
  }

  private DenmBook.Told told(Alerts alert) {
    return book.heard(alert.alert(), UTC, System.nanoTime()).orElseThrow();
  }

  private void awaitPublished(int count) {
    await()
        .atMost(PATIENCE)
        .until(() -> registry.counter("milepost.mqtt.published").count() >= count);
  }

  private void awaitSentence(String... words) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(publisher.degraded().orElse("")).contains(words));
  }

  private static JsonNode json(Mqtt5Publish message) {
    return Json.read(
        new String(message.getPayloadAsBytes(), StandardCharsets.UTF_8), JsonNode.class);
  }

  @Test
  void shouldTellALateSubscriberHowLongTheDenmStillHolds() throws Exception {
    try (Mosquitto broker = new Mosquitto(folder).start()) {
      publisher(broker.config());
      DenmBook.Told told = told(Alerts.active(17));
      offer(told);
      awaitPublished(1);
      // Mosquitto counts whole seconds; two later is late enough to see them go.
      await().until(() -> told.endNanos() - System.nanoTime() < 28 * SECOND);
      List<Mqtt5Publish> found = broker.retained(1);
      assertThat(found).hasSize(1);
      Mqtt5Publish message = found.get(0);
      assertThat(message.getTopic()).hasToString("milepost/rsu-a/denm/17");
      assertThat(message.isRetain()).isTrue();
      assertThat(message.getQos()).isEqualTo(MqttQos.AT_LEAST_ONCE);
      assertThat(message.getMessageExpiryInterval().getAsLong()).isBetween(24L, 29L);
      assertThat(message.getContentType().orElseThrow()).hasToString("application/json");
      assertThat(message.getPayloadFormatIndicator()).contains(Mqtt5PayloadFormatIndicator.UTF_8);
      assertThat(json(message)).isEqualTo(Json.read(Json.write(told.denm()), JsonNode.class));
      assertThat(publisher.degraded()).isEmpty();
    }
  }

  @Test
  void shouldVanishFromTheBrokerWhenItNoLongerHolds() throws Exception {
    try (Mosquitto broker = new Mosquitto(folder).start()) {
      publisher(broker.config());
      DenmBook.Told told = told(Alerts.active(1));
      offer(new DenmBook.Told(told.event(), told.denm(), System.nanoTime() + 2 * SECOND));
      awaitPublished(1);
      assertThat(broker.retained(1)).hasSize(1);
      await().atMost(PATIENCE).until(() -> broker.retained(0).isEmpty());
    }
  }

  @Test
  void shouldReplaceTheDenmByItsTermination() throws Exception {
    try (Mosquitto broker = new Mosquitto(folder).start()) {
      publisher(broker.config());
      offer(Alerts.active(3));
      offer(Alerts.active(3).cancelled());
      awaitPublished(1);
      await()
          .atMost(PATIENCE)
          .until(
              () -> broker.retained(1).get(0),
              m -> json(m).at("/message/situation").isMissingNode());
      Mqtt5Publish message = broker.retained(1).get(0);
      assertThat(json(message).at("/message/management/termination").asInt(-1)).isZero();
      assertThat(message.getMessageExpiryInterval().getAsLong()).isBetween(20L, 30L);
    }
  }

  @Test
  void shouldSayThatThePasswordIsWrong() throws Exception {
    try (Mosquitto broker = new Mosquitto(folder).start()) {
      publisher(broker.config("milepost", "something-else"));
      awaitSentence("refuses user 'rsu' or the password", "mqtt.password");
      assertThat(publisher.degraded().orElseThrow()).doesNotContain("something-else");
    }
  }

  @Test
  void shouldSayThatTheTopicIsNotAllowed() throws Exception {
    try (Mosquitto broker = new Mosquitto(folder).start()) {
      publisher(broker.config("elsewhere", Mosquitto.PASSWORD));
      offer(Alerts.active(1));
      awaitSentence("refuses DENMs at topic elsewhere/rsu-a/denm/1");
      assertThat(registry.counter("milepost.mqtt.failures", "reason", "refused").count())
          .isEqualTo(1);
    }
  }

  @Test
  void shouldPublishWhatHoldsWhenTheBrokerComesAndComesBack() throws Exception {
    try (Mosquitto broker = new Mosquitto(folder)) {
      publisher(broker.config());
      offer(Alerts.active(1));
      offer(Alerts.active(2));
      offer(Alerts.active(2).version(2));
      offer(Alerts.active(3));
      offer(Alerts.active(3).cancelled());
      awaitSentence("DENMs do not reach the MQTT broker at 127.0.0.1:" + broker.port());
      broker.start();
      awaitPublished(3);
      assertThat(publisher.degraded()).isEmpty();
      // Without persistence its memory dies with it.
      broker.kill();
      awaitSentence("trying again");
      broker.start();
      awaitPublished(6);
      assertThat(broker.retained(3))
          .extracting(m -> m.getTopic().toString())
          .containsExactlyInAnyOrder(
              "milepost/rsu-a/denm/1", "milepost/rsu-a/denm/2", "milepost/rsu-a/denm/3");
      assertThat(publisher.degraded()).isEmpty();
    }
  }

  @Test
  void shouldStayBoundedWhileTheBrokerIsAway() throws Exception {
    try (Mosquitto broker = new Mosquitto(folder)) {
      publisher(broker.config());
      for (int i = 1; i <= 1500; i++) {
        offer(Alerts.active(i));
      }
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  registry.counter("milepost.mqtt.failures", "reason", "overflow").count() == 500);
      assertThat(registry.get("milepost.mqtt.waiting").gauge().value()).isEqualTo(1000);
      broker.start();
      awaitPublished(1000);
      assertThat(broker.retained(1000)).hasSize(1000);
    }
  }

  @Test
  void shouldEndAtOnceWhenNoBrokerAnswers() throws Exception {
    try (Mosquitto broker = new Mosquitto(folder)) {
      publisher(broker.config());
      awaitSentence("trying again");
      CompletableFuture<Void> closed = vertx.close().toCompletionStage().toCompletableFuture();
      assertThat(closed).succeedsWithin(Duration.ofSeconds(5));
    }
  }

  @Test
  void shouldTrustTheGivenAuthorityForTheHostItNamesAndNothingElse() throws Exception {
    assumeTrue(Mosquitto.program("openssl").isPresent(), "skipped: openssl is not installed");
    String key = folder.resolve("key.pem").toString();
    String certificate = folder.resolve("ca.pem").toString();
    Mosquitto.run(
        ("openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
                + " -addext subjectAltName=DNS:localhost -keyout "
                + key
                + " -out "
                + certificate)
            .split(" "));
    try (Mosquitto broker =
        new Mosquitto(folder, "certfile " + certificate, "keyfile " + key).start()) {
      publisher(broker.tls("localhost", ""));
      awaitSentence("no trusted TLS connection", "mqtt.ca_file");
      // The authority is right, but the certificate is not for this name.
      publisher(broker.tls("127.0.0.1", certificate));
      awaitSentence("no trusted TLS connection", "127.0.0.1");
      publisher(broker.tls("localhost", certificate));
      offer(Alerts.active(1));
      awaitPublished(1);
      assertThat(publisher.degraded()).isEmpty();
    }
  }
}
