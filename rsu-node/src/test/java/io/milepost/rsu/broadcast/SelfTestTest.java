package io.milepost.rsu.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.alert.HeartbeatBody;
import io.milepost.protocol.alert.KeyRing;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SelfTestTest {
  private static final BroadcastConfig CONFIG = BroadcastConfig.defaults();

  @Test
  void shouldReportSilenceAndInterfacesOnWhichNobodyCanListen() throws Exception {
    SelfTest test = new SelfTest(CONFIG, "rsu-nobody-sends", 1);
    Map<String, SelfTest.Result> results = test.run(List.of("lo", "nosuch0"), () -> {}, 50);
    assertThat(results)
        .containsEntry("lo", SelfTest.Result.SILENT)
        .containsEntry("nosuch0", SelfTest.Result.UNTESTED);
  }

  @Test
  void shouldSayWhatToDoWhenTheNodeDoesNotHearItselfAndTestAgainUntilItDoes() throws Exception {
    Vertx vertx = Vertx.vertx();
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    LinkCheck check = new LinkCheck(CONFIG, "rsu-x", 1, new BroadcastMetrics(registry));
    vertx
        .getOrCreateContext()
        .runOnContext(
            nothing -> check.test(vertx, vertx.getOrCreateContext(), Map.of("lo", 1), () -> {}));
    await().until(() -> !check.sentences().isEmpty());
    assertThat(check.sentences().get(0))
        .startsWith("multicast self-test failed on lo: the node does not hear its own heartbeat")
        .contains("allow UDP to and from 239.20.20.20 port 5520");
    assertThat(registry.get("milepost.broadcast.self.test").tag("interface", "lo").gauge().value())
        .isZero();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void shouldHearItselfAlsoInTheEpochThatFollowsAUsedUpOne() throws Exception {
    int port;
    try (DatagramChannel free = DatagramChannel.open(StandardProtocolFamily.INET)) {
      free.bind(new InetSocketAddress(InetAddress.getByName(CONFIG.group()), 0));
      port = free.socket().getLocalPort();
    }
    HeartbeatBody body =
        new HeartbeatBody(
            List.of(), 0, new HeartbeatBody.Clock(true, 0), new HeartbeatBody.Cameras(0, 0));
    try (MulticastSender sender =
        new MulticastSender(onPort(port), new BroadcastMetrics(new SimpleMeterRegistry()))) {
      sender.open(List.of("lo"));
      for (int epoch = 6; epoch <= 8; epoch++) {
        Stamper stamper = new Stamper("rsu-x", epoch, KeyRing::empty, false);
        Map<String, SelfTest.Result> results =
            new SelfTest(onPort(port), "rsu-x", 7)
                .run(
                    List.of("lo"),
                    () ->
                        sender.send(
                            stamper.stamp(
                                EnvelopeWire.KIND_HEARTBEAT,
                                body.encode(1000),
                                System.currentTimeMillis())),
                    epoch < 7 ? 100 : 5_000);
        assertThat(results)
            .containsEntry("lo", epoch < 7 ? SelfTest.Result.SILENT : SelfTest.Result.HEARD);
      }
    }
  }

  @Test
  void shouldNotBlameTheInterfaceWhenThePortIsTakenExclusively() throws Exception {
    try (DatagramChannel taken = DatagramChannel.open(StandardProtocolFamily.INET)) {
      taken.bind(new InetSocketAddress(InetAddress.getByName(CONFIG.group()), 0));
      int port = taken.socket().getLocalPort();
      SelfTest test = new SelfTest(onPort(port), "rsu-x", 1);
      assertThat(test.run(List.of("lo"), () -> {}, 50))
          .containsEntry("lo", SelfTest.Result.UNTESTED);
    }
  }

  private static BroadcastConfig onPort(int port) {
    return new BroadcastConfig(
        CONFIG.group(),
        port,
        0,
        List.of("lo"),
        46,
        null,
        null,
        false,
        1,
        false,
        50,
        0.2,
        0.1,
        30,
        86_400,
        500,
        200);
  }
}
