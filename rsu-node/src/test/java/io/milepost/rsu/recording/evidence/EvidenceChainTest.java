package io.milepost.rsu.recording.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.alert.SigningKey;
import io.milepost.rsu.recording.Feed;
import io.milepost.rsu.recording.RecordingDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceChainTest {
  private static final long NOON = 1_750_000_000_000L;
  private static final long DAY = 86_400_000L;

  @TempDir Path folder;
  private final Feed.Hand clock = new Feed.Hand(NOON);
  private final AtomicReference<KeyRing> keys =
      new AtomicReference<>(new KeyRing(List.of(), List.of(), SigningKey.generate().signing()));

  private RecordingDatabase open() {
    return new RecordingDatabase(folder.resolve("segments.db"));
  }

  private EvidenceChain chain(RecordingDatabase database) {
    return new EvidenceChain("rsu-a", database, keys::get, clock, 2);
  }

  private static void record(RecordingDatabase database, String camera, int n, String sha) {
    String path = camera + "/" + n;
    database.update(
        "INSERT INTO segments (camera, path, start_us) VALUES (?, ?, ?)", camera, path, n * 10L);
    database.update(
        "UPDATE segments SET end_us = ?, sha256 = ?, end_reason = 'length' WHERE path = ?",
        n * 10L + 10,
        sha,
        path);
  }

  private static String sha(int n) {
    return Sha.hex(Sha.of(new byte[] {(byte) n, (byte) (n >> 8)}));
  }

  private static long count(RecordingDatabase database, String table) {
    return database.query(row -> row.getLong(1), "SELECT count(*) FROM " + table).get(0);
  }

  @Test
  void shouldChainEachSegmentOnceAndStayWholeWhenRetentionDeletesIt() {
    try (RecordingDatabase database = open()) {
      EvidenceChain chain = chain(database);
      for (int i = 1; i <= 5; i++) {
        record(database, "a", i, sha(i));
        record(database, "b", i, sha(100 + i));
      }
      database.update("DELETE FROM segments WHERE camera = 'a' AND start_us < 30");
      chain.step();
      database.update("UPDATE segments SET end_reason = 'again' WHERE camera = 'a'");
      chain.step();
      assertThat(count(database, "evidence_links")).isEqualTo(10);
      assertThat(count(database, "evidence_due")).isZero();
      assertThat(new ChainProofs(database).isWhole("a")).isTrue();
      database.update("UPDATE evidence_links SET end_us = end_us + 1 WHERE camera='a' AND seq = 2");
      assertThat(new ChainProofs(database).isWhole("a")).isFalse();
    }
  }

  @Test
  void shouldGoOnFromTheLastLinkAfterARestart() {
    try (RecordingDatabase database = open()) {
      record(database, "a", 1, sha(1));
      chain(database).step();
      record(database, "a", 2, sha(2));
    }
    try (RecordingDatabase database = open()) {
      EvidenceChain chain = chain(database);
      chain.step();
      assertThat(count(database, "evidence_links")).isEqualTo(2);
      assertThat(new ChainProofs(database).isWhole("a")).isTrue();
    }
  }

  @Test
  void shouldSealEachDayOnceAndCoverEveryLink() {
    try (RecordingDatabase database = open()) {
      EvidenceChain chain = chain(database);
      for (int i = 1; i <= 7; i++) {
        record(database, "a", i, sha(i));
      }
      chain.step();
      chain.step();
      assertThat(count(database, "evidence_roots")).isEqualTo(1);
      clock.millis += DAY;
      record(database, "a", 8, sha(8));
      chain.step();
      chain.step();
      assertThat(count(database, "evidence_roots")).isEqualTo(2);
      List<Proofs.Item> items = new ChainProofs(database).items("a", 0, 1000);
      assertThat(items).hasSize(8);
      Root first = root(database, 1);
      Root second = root(database, 2);
      assertThat(second.previous()).isEqualTo(Sha.of(first.text()));
      for (Proofs.Item each : items) {
        Root root = each.root() == 1 ? first : second;
        Root.Chain of = root.chains().get(0);
        assertThat(
                MerkleTree.holds(
                    of.merkle(),
                    Sha.bytes(each.hash()),
                    each.seq() - of.first(),
                    of.count(),
                    each.proof().stream().map(Sha::bytes).toList()))
            .isTrue();
      }
    }
  }

  private static Root root(RecordingDatabase database, long number) {
    return Root.of(
        new ChainProofs(database)
            .roots(number)
            .get(0)
            .statement()
            .getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void shouldVouchForUnsignedRootsByTheNextSignedOne() {
    try (RecordingDatabase database = open()) {
      KeyRing signing = keys.getAndSet(new KeyRing(List.of()));
      EvidenceChain chain = chain(database);
      record(database, "a", 1, sha(1));
      chain.sealNow();
      assertThat(new ChainProofs(database).roots(1))
          .hasSize(1)
          .allMatch(root -> root.signature() == null);
      keys.set(signing);
      chain.sealNow();
      chain.sealNow();
      List<Proofs.Signed> roots = new ChainProofs(database).roots(1);
      assertThat(roots).hasSize(2);
      assertThat(roots.get(1).signature()).isNotNull();
      assertThat(count(database, "evidence_roots")).isEqualTo(2);
    }
  }

  @Test
  void shouldForgetOldLinksButNotThoseOfClipsAndStillGoOn() {
    try (RecordingDatabase database = open()) {
      EvidenceChain chain = chain(database);
      record(database, "a", 1, sha(1));
      record(database, "b", 1, sha(2));
      database.update(
          "INSERT INTO clips (id, incident, camera, file, from_us, to_us, moment_us,"
              + " triggered_ms, start_us, end_us, state)"
              + " VALUES ('c', 'i', 'b', 'f', 0, 0, 0, 0, 12, 15, 'complete')");
      chain.step();
      clock.millis += 4 * DAY;
      chain.step();
      assertThat(new ChainProofs(database).items("a", 0, 1000)).isEmpty();
      assertThat(new ChainProofs(database).items("b", 0, 1000)).hasSize(1);
      record(database, "a", 2, sha(3));
      chain.sealNow();
      List<Proofs.Item> next = new ChainProofs(database).items("a", 0, 1000);
      assertThat(next).hasSize(1);
      assertThat(next.get(0).seq()).isEqualTo(2);
      assertThat(next.get(0).previous())
          .isEqualTo(Sha.hex(root(database, 1).chains().get(0).end()));
    }
  }

  @Test
  void shouldProveEveryLeafOfEveryTreeAndNoOther() {
    for (int count = 1; count <= 33; count++) {
      List<byte[]> leaves = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        leaves.add(Sha.bytes(sha(i)));
      }
      byte[] root = MerkleTree.root(leaves);
      for (int i = 0; i < count; i++) {
        List<byte[]> path = MerkleTree.proof(leaves, i);
        assertThat(MerkleTree.holds(root, leaves.get(i), i, count, path)).isTrue();
        assertThat(MerkleTree.holds(root, Sha.ZERO, i, count, path)).isFalse();
        assertThat(MerkleTree.holds(root, leaves.get(i), i + 1L, count, path)).isFalse();
      }
    }
  }
}
