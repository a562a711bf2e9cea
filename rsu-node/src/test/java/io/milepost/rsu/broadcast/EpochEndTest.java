package io.milepost.rsu.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.alert.EnvelopeView;
import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.alert.HeartbeatBody;
import io.milepost.protocol.alert.KeyRing;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EpochEndTest {
  private static final long MILLI = 1_000_000;

  private final KeyRing keys = KeyRing.ofCommandLine("sixteen or more bytes");
  private final List<String> sent = new ArrayList<>();
  private long now = 5_000 * MILLI;

  @Test
  void shouldTellEveryAlertBeforeTheFirstHeartbeatOfTheNextEpoch() {
    BroadcastConfig config = BroadcastConfig.defaults();
    long almost = EnvelopeWire.MAX_U32 - 100_004;
    Broadcaster broadcaster =
        new Broadcaster(
            config,
            "rsu-a",
            new AlertBook("rsu-a", 1, config),
            new Stamper("rsu-a", 7, almost, () -> keys, true),
            this::receive,
            new BroadcastMetrics(new SimpleMeterRegistry()),
            new Broadcaster.Clocks(() -> now, () -> now / MILLI, new Random(3)),
            () ->
                new HeartbeatBody(
                    List.of(),
                    0,
                    new HeartbeatBody.Clock(true, 0),
                    new HeartbeatBody.Cameras(1, 0)),
            alert -> {});
    broadcaster.onIncident(Incidents.collision("i").confirmed());
    broadcaster.onIncident(Incidents.collision("j").confirmed());
    for (int i = 0; i < 2000; i++) {
      now += MILLI;
      broadcaster.pump();
    }
    List<String> next = sent.stream().filter(each -> each.startsWith("8 ")).toList();
    assertThat(sent.get(0)).startsWith("7 ");
    assertThat(next.get(0)).isEqualTo("8 1 1");
    assertThat(next.get(1)).isEqualTo("8 2 1");
    assertThat(next).anyMatch(each -> each.endsWith(" 2"));
    assertThat(sent).allMatch(each -> each.startsWith("7 ") || each.startsWith("8 "));
  }

  private int receive(ByteBuffer datagram) {
    byte[] bytes = new byte[datagram.remaining()];
    datagram.duplicate().get(bytes);
    EnvelopeView view = new EnvelopeView();
    assertThat(view.wrap(bytes, bytes.length)).isNull();
    sent.add(view.epoch() + " " + view.sequence() + " " + view.kind());
    return 1;
  }
}
