package io.milepost.rsu.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.host.service.Probe;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class NodeWatchTest {
  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setEventLoopPoolSize(3).setPreferNativeTransport(true));

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private static List<String> stuck(List<Probe> probes) {
    List<String> sentences = new ArrayList<>();
    probes.forEach(probe -> probe.stuck(System.nanoTime()).ifPresent(sentences::add));
    return sentences;
  }

  @Test
  void shouldNameTheOneEventLoopThatIsBlockedAndForgetItWhenItRunsAgain() {
    List<Probe> probes = NodeWatch.probes(vertx);
    assertThat(probes).hasSize(3);
    CountDownLatch blocked = new CountDownLatch(1);
    Context context = vertx.getOrCreateContext();
    context.runOnContext(v -> awaitQuietly(blocked));
    try {
      await()
          .until(
              () -> {
                List<String> sentences = stuck(probes);
                return sentences.size() == 1 && sentences.get(0).contains("has not answered");
              });
    } finally {
      blocked.countDown();
    }
    await().until(() -> stuck(probes).isEmpty());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
