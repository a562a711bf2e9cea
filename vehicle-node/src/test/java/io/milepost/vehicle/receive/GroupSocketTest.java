package io.milepost.vehicle.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupSocketTest {
  private static final String LINK = "mptest" + ProcessHandle.current().pid() % 10_000;

  private static boolean ip(String... words) {
    String[] command = new String[words.length + 1];
    command[0] = "ip";
    System.arraycopy(words, 0, command, 1, words.length);
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static boolean addLink() {
    return ip("link", "add", LINK, "type", "veth", "peer", "name", LINK + "p")
        && ip("address", "add", "10.254.77.1/24", "dev", LINK)
        && ip("link", "set", LINK + "p", "up")
        && ip("link", "set", LINK, "up");
  }

  private static boolean joins(GroupSocket socket) {
    socket.look();
    return socket.interfaces().containsAll(List.of("lo", LINK));
  }

  @AfterEach
  void removeLink() {
    ip("link", "del", LINK);
  }

  @Test
  void shouldJoinOnInterfacesThatComeLateAndComeBack() {
    try (GroupSocket socket = new GroupSocket("239.20.20.20", 0, List.of())) {
      assertThat(socket.interfaces()).contains("lo").doesNotContain(LINK);
      assumeTrue(addLink(), "interfaces can only be made by root");
      // The kernel takes a moment to find the new link's carrier.
      await().until(() -> joins(socket));
      ip("link", "del", LINK);
      socket.look();
      assertThat(socket.interfaces()).contains("lo").doesNotContain(LINK);
      assertThat(addLink()).isTrue();
      await().until(() -> joins(socket));
      ip("link", "del", LINK);
      // An interface that has vanished must not keep the others from joining again.
      socket.rejoin();
      assertThat(socket.interfaces()).contains("lo").doesNotContain(LINK);
    }
  }
}
