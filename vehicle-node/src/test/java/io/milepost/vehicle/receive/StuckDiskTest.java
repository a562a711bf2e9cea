package io.milepost.vehicle.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.vehicle.policy.Policy;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class StuckDiskTest {
  @TempDir private Path folder;

  @Test
  @Timeout(60)
  void shouldLoseTheRsuOnTimeThoughTheDiskStandsStill() throws Exception {
    // Opening a pipe that nobody reads blocks, as a file system does that has hung up.
    Path pipe = folder.resolve("epochs.json.new");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    AlertReceiver.Config config =
        new AlertReceiver.Config(
            "239.20.77.9",
            0,
            List.of("lo"),
            () -> Sender.KEYS,
            true,
            Duration.ofMillis(500),
            null,
            folder,
            new NetworkConfig(List.of(), false, null));
    try (AlertReceiver receiver =
        new AlertReceiver(config, Policy.standard(), new SimpleMeterRegistry(), event -> {})) {
      receiver.start();
      send(receiver.port());
      await().until(() -> receiver.state().decision().equals("slow_down"));
      await().until(StuckDiskTest::saves);
      await().until(() -> receiver.state().decision().equals("none"));
      assertThat(saves()).isTrue();
      assertThat(receiver.state().rsus().get(0).lost()).isTrue();
      // Somebody reads: the disk answers again.
      String reader = "exec 3<>'" + pipe + "'; rm '" + pipe + "'; sleep 1";
      assertThat(new ProcessBuilder("sh", "-c", reader).start().waitFor()).isZero();
      await().until(() -> Files.exists(folder.resolve("epochs.json")));
    }
  }

  private static boolean saves() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(each -> each.getKey().getName().equals("epoch-saver"))
        .flatMap(each -> List.of(each.getValue()).stream())
        .anyMatch(frame -> frame.getClassName().equals(EpochFloors.class.getName()));
  }

  private static void send(int port) throws Exception {
    byte[] alert =
        new Sender("rsu-a").alert(System.currentTimeMillis(), Sender.active("rsu-a/1", 1));
    try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET)) {
      channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, NetworkInterface.getByName("lo"));
      channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 0);
      channel.send(ByteBuffer.wrap(alert), new InetSocketAddress("239.20.77.9", port));
    }
  }
}
