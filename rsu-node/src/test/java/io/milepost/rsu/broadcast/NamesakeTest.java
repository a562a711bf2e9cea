package io.milepost.rsu.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.alert.HeartbeatBody;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.message.Topics;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NamesakeTest {
  private static final KeyRing KEYS = KeyRing.ofCommandLine("sixteen or more bytes");
  private static final KeyRing OTHERS = KeyRing.ofCommandLine("quite another secret");
  private static final InetSocketAddress FROM = new InetSocketAddress("10.0.0.7", 41234);
  private static final long UTC = 1_800_000_000_000L;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Vertx vertx = Vertx.vertx();

  @BeforeEach
  void register() {
    Topics.registerCodecs(vertx.eventBus());
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void shouldWarnBothUnitsThatSpeakUnderOneIdAndNobodyElse() throws Exception {
    BroadcastConfig config = config();
    BroadcastVerticle lower = deploy(config, "rsu-a", 1, KEYS);
    BroadcastVerticle higher = deploy(config, "rsu-a", 2, KEYS);
    BroadcastVerticle other = deploy(config, "rsu-b", 3, KEYS);
    BroadcastVerticle forger = deploy(config, "rsu-a", 4, OTHERS);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> speaks(lower, "epoch 2") && speaks(higher, "epoch 1"));
    assertThat(lower.warnings())
        .singleElement()
        .asString()
        .matches(
            "another unit speaks as 'rsu-a' \\(epoch 2, from [0-9.]+:\\d+\\): vehicles believe"
                + " only one of them; give each unit its own node.id");
    assertThat(other.warnings()).isEmpty();
    assertThat(forger.warnings()).isEmpty();
    assertThat(registry.counter("milepost.broadcast.namesake").count()).isGreaterThan(1);
  }

  @Test
  void shouldTakeOnlyFreshDatagramsOfItsOwnIdUnderAKeyItHas() {
    Namesake namesake = namesake(KEYS);
    long now = System.nanoTime();
    assertThat(take(namesake, "rsu-a", 48, OTHERS, now, UTC)).isFalse();
    assertThat(take(namesake, "rsu-a", 48, KeyRing.empty(), now, UTC)).isFalse();
    assertThat(take(namesake, "rsu-b", 48, KEYS, now, UTC)).isFalse();
    assertThat(take(namesake, "rsu-a", 7, KEYS, now, UTC)).isFalse();
    assertThat(take(namesake, "rsu-a", 48, KEYS, now, UTC - 10_001)).isFalse();
    assertThat(take(namesake, "rsu-a", 48, KEYS, now, UTC + 10_001)).isFalse();
    assertThat(namesake.take(new byte[100], 100, FROM, now, UTC)).isFalse();
    assertThat(namesake.warning()).isEmpty();
    assertThat(take(namesake, "rsu-a", 48, KEYS, now, UTC)).isTrue();
    assertThat(namesake.warning())
        .contains(
            "another unit speaks as 'rsu-a' (epoch 48, from 10.0.0.7:41234): vehicles believe only"
                + " one of them; give each unit its own node.id");
  }

  @Test
  void shouldForgetItTenSecondsAfterItsLastDatagram() {
    Namesake namesake = namesake(KEYS);
    long now = System.nanoTime();
    assertThat(take(namesake, "rsu-a", 48, KEYS, now, UTC)).isTrue();
    assertThat(namesake.warning(now + Namesake.PRESENT_NANOS - 1)).isPresent();
    assertThat(namesake.warning(now + Namesake.PRESENT_NANOS)).isEmpty();
  }

  @Test
  void shouldTakeLowerEpochsForItsOwnPastRightAfterItsStart() {
    Namesake namesake = namesake(KEYS);
    long now = System.nanoTime();
    assertThat(take(namesake, "rsu-a", 6, KEYS, now, UTC)).isFalse();
    assertThat(take(namesake, "rsu-a", 6, KEYS, now + Namesake.PAST_NANOS, UTC)).isTrue();
  }

  @Test
  void shouldNotTakeItsOwnNextEpochForAnother() {
    Stamper last = new Stamper("rsu-a", 7, EnvelopeWire.MAX_U32, () -> KEYS, true);
    Namesake namesake = namesake(KEYS, last);
    long now = System.nanoTime();
    assertThat(last.renewEpoch()).isTrue();
    assertThat(take(namesake, "rsu-a", 8, KEYS, now, UTC)).isFalse();
    assertThat(take(namesake, "rsu-a", 9, KEYS, now, UTC)).isTrue();
  }

  @Test
  void shouldNoticeAnUnsignedNamesakeOnlyWithoutKeys() {
    Namesake namesake = namesake(KeyRing.empty());
    long now = System.nanoTime();
    assertThat(take(namesake, "rsu-a", 48, KEYS, now, UTC)).isFalse();
    assertThat(take(namesake, "rsu-a", 48, KeyRing.empty(), now, UTC)).isTrue();
  }

  @Test
  void shouldCheckABoundedNumberOfTagsWhenForgedOnesFlood() {
    Namesake namesake = namesake(KEYS);
    long now = System.nanoTime();
    for (int i = 0; i < Namesake.TAGS_PER_SECOND; i++) {
      assertThat(take(namesake, "rsu-a", 48, OTHERS, now, UTC)).isFalse();
    }
    assertThat(take(namesake, "rsu-a", 48, KEYS, now, UTC)).isFalse();
    long later = now + TimeUnit.SECONDS.toNanos(1);
    assertThat(take(namesake, "rsu-a", 48, KEYS, later, UTC)).isTrue();
  }

  @Test
  void shouldListenOnInterfacesThatComeLater() throws Exception {
    BroadcastConfig config = config();
    Stamper theirs = new Stamper("rsu-a", 48, () -> KEYS, true);
    try (Namesake namesake = namesake(config, KEYS, new Stamper("rsu-a", 7, () -> KEYS, true));
        MulticastSender sender = new MulticastSender(config, new BroadcastMetrics(registry))) {
      sender.open(List.of("lo"));
      namesake.watch(List.of("nosuch0"));
      namesake.watch(List.of("nosuch0", "lo"));
      await()
          .until(
              () -> {
                byte[] body = {'{', '}'};
                long utc = System.currentTimeMillis();
                sender.send(theirs.stamp(EnvelopeWire.KIND_HEARTBEAT, body, utc));
                return namesake.warning().isPresent();
              });
      assertThat(namesake.warning().orElseThrow()).contains("epoch 48");
    }
  }

  @Test
  void shouldDoWithoutWhenThePortIsTakenExclusively() throws Exception {
    try (DatagramChannel taken = DatagramChannel.open(StandardProtocolFamily.INET)) {
      BroadcastConfig config = config();
      taken.bind(new InetSocketAddress(InetAddress.getByName(config.group()), config.port()));
      BroadcastVerticle verticle = deploy(config, "rsu-a", 1, KEYS);
      await()
          .until(
              () -> registry.counter("milepost.broadcast.sent", "kind", "heartbeat").count() > 2);
      assertThat(verticle.degraded()).isEmpty();
      assertThat(verticle.warnings()).isEmpty();
    }
  }

  private static boolean speaks(BroadcastVerticle verticle, String of) {
    return verticle.warnings().stream().anyMatch(each -> each.contains(of));
  }

  private Namesake namesake(KeyRing keys) {
    return namesake(keys, new Stamper("rsu-a", 7, () -> keys, false));
  }

  private Namesake namesake(KeyRing keys, Stamper stamper) {
    return namesake(BroadcastConfig.defaults(), keys, stamper);
  }

  private Namesake namesake(BroadcastConfig config, KeyRing keys, Stamper stamper) {
    return new Namesake(
        config,
        new BroadcastVerticle.Identity("rsu-a", 7, 1),
        stamper,
        () -> keys,
        new BroadcastMetrics(registry));
  }

  private static boolean take(
      Namesake namesake, String node, long epoch, KeyRing keys, long nanos, long sentAt) {
    ByteBuffer stamped =
        new Stamper(node, epoch, () -> keys, false)
            .stamp(EnvelopeWire.KIND_HEARTBEAT, new byte[] {'{', '}'}, sentAt);
    byte[] bytes = new byte[stamped.remaining()];
    stamped.get(bytes);
    return namesake.take(bytes, bytes.length, FROM, nanos, UTC);
  }

  private BroadcastVerticle deploy(BroadcastConfig config, String node, long epoch, KeyRing keys) {
    BroadcastVerticle verticle =
        new BroadcastVerticle(
            config,
            new BroadcastVerticle.Identity(node, epoch, 1),
            () -> keys,
            () -> new HeartbeatBody.Cameras(1, 0),
            () -> new HeartbeatBody.Clock(true, 0),
            registry);
    vertx.deployVerticle(verticle).toCompletionStage().toCompletableFuture().join();
    return verticle;
  }

  private static BroadcastConfig config() throws Exception {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    String group = "239.255.%d.%d".formatted(random.nextInt(256), random.nextInt(1, 255));
    int port;
    try (DatagramChannel free = DatagramChannel.open(StandardProtocolFamily.INET)) {
      free.bind(new InetSocketAddress(InetAddress.getByName(group), 0));
      port = free.socket().getLocalPort();
    }
    return new BroadcastConfig(
        group,
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
