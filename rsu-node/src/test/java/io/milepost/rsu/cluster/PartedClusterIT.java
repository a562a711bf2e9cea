package io.milepost.rsu.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.message.IncidentChanged;
import io.milepost.rsu.incident.Findings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nodes that cannot reach each other, for a while or at all. */
class PartedClusterIT {
  private static final Duration HEAL = Duration.ofSeconds(60);

  @Test
  void shouldMergeDeterministicallyWhenTwoPartsOfAClusterMeet() throws Exception {
    int first = TestNode.freePort();
    int second = TestNode.freePort();
    String name = "parted-" + System.nanoTime();
    String a = "127.0.0.1:" + first;
    String b = "127.0.0.1:" + second;
    TestNode later = TestNode.start("rsu-b", name, second, List.of(b, a));
    // Does not know of the other: two clusters of one name, until the other finds this one.
    TestNode earlier = TestNode.start("rsu-a", name, first, List.of(a));
    try {
      assertThat(earlier.registry.alive()).containsExactly("rsu-a");
      later.sees("near", "c-9", Findings.UTC + 7);
      earlier.sees("near", "c-1", Findings.UTC);
      later.sees("far", "c-5", Findings.UTC);
      await().until(() -> later.journal.changes().size() == 2);
      assertThat(earlier.board.active()).extracting(Incident::node).containsExactly("rsu-a");

      await()
          .atMost(HEAL)
          .untilAsserted(
              () -> {
                assertThat(earlier.board.active())
                    .extracting(Incident::node, Incident::road)
                    .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("rsu-a", "A9"),
                        org.assertj.core.groups.Tuple.tuple("rsu-b", "B2"));
                assertThat(later.board.active()).isEqualTo(earlier.board.active());
              });
      assertThat(later.journal.changes())
          .extracting(IncidentChanged::change)
          .contains(IncidentChanged.Change.MERGED);
      assertThat(earlier.journal.changes())
          .extracting(IncidentChanged::change)
          .doesNotContain(IncidentChanged.Change.MERGED);
    } finally {
      later.stop();
      earlier.stop();
    }
  }

  @Test
  void shouldStartAloneInTimeAndJoinLaterWhenAMemberSaysNothingAtFirst() throws Exception {
    String name = "silent-" + System.nanoTime();
    int port = TestNode.freePort();
    int hung;
    TestNode alone;
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      hung = silent.getLocalPort();
      long began = System.nanoTime();
      alone =
          TestNode.start("rsu-a", name, port, List.of("127.0.0.1:" + port, "127.0.0.1:" + hung));
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    }
    // It does not know of the other; only the other looks for it.
    TestNode back = TestNode.start("rsu-b", name, hung, List.of("127.0.0.1:" + hung));
    try {
      await()
          .atMost(HEAL)
          .untilAsserted(() -> assertThat(back.registry.alive()).containsExactly("rsu-a", "rsu-b"));
    } finally {
      back.stop();
      alone.stop();
    }
  }
}
