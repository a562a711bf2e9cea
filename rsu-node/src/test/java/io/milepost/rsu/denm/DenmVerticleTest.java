package io.milepost.rsu.denm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.denm.Denm;
import io.milepost.protocol.message.Topics;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DenmVerticleTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final MqttConfig NONE = new MqttConfig("", "milepost", "", "", "", "");

  private final Vertx vertx = Vertx.vertx();
  private final List<Denm> heard = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private DenmVerticle deploy(MqttConfig mqtt) throws Exception {
    Topics.registerCodecs(vertx.eventBus());
    Topics.DENM.consume(vertx.eventBus(), heard::add);
    DenmVerticle verticle =
        new DenmVerticle("rsu-a", new DenmConfig(7), mqtt, new SimpleMeterRegistry());
    vertx
        .deployVerticle(verticle, DenmVerticle.options())
        .toCompletionStage()
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
    return verticle;
  }

  private void publish(Alerts alert, String node) {
    Topics.ALERTS.publish(vertx.eventBus(), alert.alert(node));
  }

  @Test
  void shouldTellTheBusWhatVehiclesAreToldUntilItIsCancelled() throws Exception {
    DenmVerticle verticle = deploy(NONE);
    publish(Alerts.active(1), "rsu-b");
    publish(Alerts.active(2).ttl(1), "rsu-a");
    // Told once and renewed once.
    await().atMost(PATIENCE).until(() -> heard.size() >= 2);
    publish(Alerts.active(2).ttl(1).cancelled(), "rsu-a");
    await().atMost(PATIENCE).until(() -> heard.get(heard.size() - 1).terminates());
    assertThat(heard)
        .allSatisfy(
            denm -> {
              assertThat(denm.sourceUuid()).isEqualTo("milepost_rsu-a");
              assertThat(denm.message().stationId()).isEqualTo(7);
              assertThat(denm.message().management().actionId().sequenceNumber()).isEqualTo(2);
            });
    assertThat(verticle.degraded()).isEmpty();
  }

  @Test
  void shouldBeReadyAndTellTheBusWhenTheBrokerIsAway(@TempDir Path folder) throws Exception {
    try (Mosquitto broker = new Mosquitto(folder)) {
      DenmVerticle verticle = deploy(broker.config());
      publish(Alerts.active(1), "rsu-a");
      await().atMost(PATIENCE).until(() -> heard.size() == 1);
      await().atMost(PATIENCE).until(() -> verticle.degraded().isPresent());
      broker.start();
      await().atMost(PATIENCE).until(() -> verticle.degraded().isEmpty());
      await().atMost(PATIENCE).until(() -> broker.retained(1).size() == 1);
    }
  }
}
