package io.milepost.vehicle.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelDropsTest {
  private static final String GROUP = "239.20.77.31";
  private static final int LOTS = 100_000;

  @Test
  void shouldCountWhatTheKernelDropsWhenNobodyReads() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/self/net/udp")), "only Linux counts drops in /proc");
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (AlertSockets sockets = new AlertSockets(List.of(GROUP), 0, List.of("lo"), true);
        AlertSockets quiet = new AlertSockets(List.of("239.20.77.32"), 0, List.of("lo"), false);
        DatagramChannel out = DatagramChannel.open(StandardProtocolFamily.INET)) {
      KernelDrops drops = new KernelDrops(sockets.ports());
      drops.register(registry);
      assertThat(drops.count()).isZero();
      out.setOption(StandardSocketOptions.IP_MULTICAST_IF, NetworkInterface.getByName("lo"));
      out.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 0);
      ByteBuffer datagram = ByteBuffer.allocateDirect(400);
      InetSocketAddress group = new InetSocketAddress(InetAddress.getByName(GROUP), sockets.port());
      int sent = 0;
      while (sent < LOTS && (sent % 1000 != 0 || drops.count() == 0)) {
        out.send(datagram.rewind(), group);
        sent++;
      }
      assertThat(drops.count()).isPositive().isLessThan(sent);
      assertThat(registry.get("milepost.vehicle.kernel.dropped").functionCounter().count())
          .isEqualTo(drops.count());
      assertThat(new KernelDrops(quiet.ports()).count()).isZero();
    }
  }

  @Test
  void shouldComplainOnlyAboutMuchLessRoomThanAskedFor() {
    assertThat(AlertSockets.isTooSmall(212_992)).isTrue();
    assertThat(AlertSockets.isTooSmall(1 << 21)).isFalse();
    assertThat(AlertSockets.isTooSmall(1 << 22)).isFalse();
  }
}
