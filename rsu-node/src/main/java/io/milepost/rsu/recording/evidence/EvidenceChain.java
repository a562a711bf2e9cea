package io.milepost.rsu.recording.evidence;

import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.alert.SigningKey;
import io.milepost.rsu.recording.RecordingDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hash chains of a node's cameras and the roots it signs of them. What is chained stays when
 * retention deletes the file. Thread-safe; blocks for the disk.
 */
public final class EvidenceChain {
  private static final Logger LOG = LoggerFactory.getLogger(EvidenceChain.class);
  private static final int BATCH = 1000;

  /** A segment that begins before midnight ends after it. */
  private static final long AFTER_MIDNIGHT_MILLIS = 60_000;

  static final String LINK =
      "SELECT camera, seq, kind, start_us, end_us, sha256, hash FROM evidence_links ";

  private static final String NEWEST_SIGNATURE =
      "SELECT signature FROM evidence_roots ORDER BY number DESC LIMIT 1";

  private final String node;
  private final RecordingDatabase database;
  private final Supplier<KeyRing> keys;
  private final Clock clock;
  private final int keepDays;
  private final Map<String, Link> heads = new HashMap<>();
  private long appended;

  /**
   * The chains of a node.
   *
   * @param node this node's id
   * @param keys what the node signs with; without a signing key roots stay unsigned
   * @param keepDays age at which links go that no clip needs, days; roots stay for ever
   */
  public EvidenceChain(
      String node, RecordingDatabase database, Supplier<KeyRing> keys, Clock clock, int keepDays) {
    this.node = node;
    this.database = database;
    this.keys = keys;
    this.clock = clock;
    this.keepDays = keepDays;
  }

  /** Links chained since the start. */
  synchronized long appended() {
    return appended;
  }

  /** Chains what has been finished, and seals the day before when it is over. */
  public synchronized void step() {
    while (append() == BATCH) {
      LOG.debug("evidence catching up links={}", appended);
    }
    long now = clock.millis();
    String over = day(now - AFTER_MIDNIGHT_MILLIS).minusDays(1).toString();
    if (lastDay().compareTo(over) < 0 && database.query(r -> 1, LINK + "LIMIT 1").size() > 0) {
      seal(over);
      prune();
    }
  }

  private String lastDay() {
    return database
        .query(row -> row.getString(1), "SELECT coalesce(max(day), '') FROM evidence_roots")
        .get(0);
  }

  private static LocalDate day(long millis) {
    return Instant.ofEpochMilli(millis).atZone(ZoneOffset.UTC).toLocalDate();
  }

  private int append() {
    try {
      return database.atomically(this::appendBatch);
    } catch (RuntimeException e) {
      // What was remembered of the chains may be ahead of the file now.
      heads.clear();
      throw e;
    }
  }

  private int appendBatch() {
    List<Due> due =
        database.query(
            EvidenceChain::due,
            "SELECT id, kind, camera, start_us, end_us, sha256 FROM evidence_due"
                + " ORDER BY id LIMIT ?",
            BATCH);
    for (Due each : due) {
      Link.Entry entry = each.entry;
      Link head = head(entry.camera());
      if (!isChained(entry)) {
        Link next = Link.after(head.hash(), head.seq() + 1, entry);
        database.update(
            "INSERT INTO evidence_links (camera, seq, kind, start_us, end_us, sha256, hash)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?)",
            next.camera(),
            next.seq(),
            next.kind().code,
            next.startMicros(),
            next.endMicros(),
            next.sha256(),
            next.hash());
        heads.put(entry.camera(), next);
        appended++;
      }
    }
    if (!due.isEmpty()) {
      database.update("DELETE FROM evidence_due WHERE id <= ?", due.get(due.size() - 1).id);
    }
    return due.size();
  }

  /** The same file is chained once, however often its row is written. */
  private boolean isChained(Link.Entry entry) {
    return !database
        .query(
            row -> 1,
            LINK + "WHERE camera = ? AND start_us = ? AND kind = ? AND sha256 = ?",
            entry.camera(),
            entry.startMicros(),
            entry.kind().code,
            entry.sha256())
        .isEmpty();
  }

  private Link head(String camera) {
    return heads.computeIfAbsent(
        camera,
        id ->
            database
                .query(EvidenceChain::link, LINK + "WHERE camera = ? ORDER BY seq DESC LIMIT 1", id)
                .stream()
                .findFirst()
                .orElseGet(() -> sealedHead(id)));
  }

  /** Where a chain stands whose links have all gone. */
  private Link sealedHead(String camera) {
    return database
        .query(
            row -> new Link(camera, row.getLong(1), Link.Kind.SEGMENT, 0, 0, null, row.getBytes(2)),
            "SELECT last_seq, last_hash FROM evidence_spans WHERE camera = ?"
                + " ORDER BY first_seq DESC LIMIT 1",
            camera)
        .stream()
        .findFirst()
        .orElse(new Link(camera, 0, Link.Kind.SEGMENT, 0, 0, null, Sha.ZERO));
  }

  /** Seals all that is chained up to now, so that a case can show it. */
  synchronized void sealNow() {
    step();
    boolean unsealed =
        !database
            .query(
                row -> 1,
                "SELECT 1 FROM (SELECT camera, max(seq) AS top FROM evidence_links GROUP BY camera)"
                    + " l WHERE l.top > coalesce((SELECT max(last_seq) FROM evidence_spans s"
                    + " WHERE s.camera = l.camera), 0) LIMIT 1")
            .isEmpty();
    boolean unsigned =
        keys.get().signingKey() != null
            && database
                .query(row -> row.getBytes(1) == null, NEWEST_SIGNATURE)
                .contains(Boolean.TRUE);
    if (unsealed || unsigned) {
      seal(lastDay().isEmpty() ? day(clock.millis()).minusDays(1).toString() : lastDay());
    }
  }

  private void seal(String day) {
    long number = database.atomically(() -> sealed(day));
    LOG.info("evidence sealed root={} day={}", number, day);
  }

  private long sealed(String day) {
    Optional<byte[]> last =
        database
            .query(
                row -> row.getBytes(1),
                "SELECT statement FROM evidence_roots ORDER BY number DESC LIMIT 1")
            .stream()
            .findFirst();
    long number = last.map(text -> Root.of(text).number()).orElse(0L) + 1;
    List<Root.Chain> chains = new ArrayList<>();
    for (String camera :
        database.query(
            row -> row.getString(1), "SELECT DISTINCT camera FROM evidence_links ORDER BY 1")) {
      Link sealed = sealedHead(camera);
      List<byte[]> hashes =
          database.query(
              row -> row.getBytes(1),
              "SELECT hash FROM evidence_links WHERE camera = ? AND seq > ? ORDER BY seq",
              camera,
              sealed.seq());
      if (!hashes.isEmpty()) {
        byte[] end = hashes.get(hashes.size() - 1);
        long first = sealed.seq() + 1;
        long to = sealed.seq() + hashes.size();
        chains.add(new Root.Chain(camera, first, to, sealed.hash(), end, MerkleTree.root(hashes)));
        database.update(
            "INSERT INTO evidence_spans (camera, first_seq, last_seq, root, last_hash)"
                + " VALUES (?, ?, ?, ?, ?)",
            camera,
            first,
            to,
            number,
            end);
      }
    }
    Instant now = clock.instant();
    byte[] text =
        new Root(node, number, day, now, last.map(Sha::of).orElse(Sha.ZERO), chains).text();
    SigningKey key = keys.get().signingKey();
    database.update(
        "INSERT INTO evidence_roots (number, day, sealed_ms, statement, public_key, signature)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        number,
        day,
        now.toEpochMilli(),
        text,
        key == null ? null : key.publicKey(),
        key == null ? null : key.sign(Root.PURPOSE, text));
    return number;
  }

  /** Old links go by whole roots, unless a clip lies in their time. */
  private void prune() {
    long before = clock.millis() - keepDays * 86_400_000L;
    int gone = 0;
    for (Reach each :
        database.query(
            row -> new Reach(row.getString(1), row.getLong(2), row.getLong(3)),
            "SELECT s.camera, s.first_seq, s.last_seq FROM evidence_spans s"
                + " JOIN evidence_roots r ON r.number = s.root WHERE r.sealed_ms < ?"
                + " AND EXISTS (SELECT 1 FROM evidence_links l WHERE l.camera = s.camera"
                + " AND l.seq = s.first_seq)",
            before)) {
      gone +=
          database.update(
              "DELETE FROM evidence_links WHERE camera = ?1 AND seq BETWEEN ?2 AND ?3"
                  + " AND NOT EXISTS (SELECT 1 FROM clips c JOIN (SELECT min(start_us) AS low,"
                  + " max(end_us) AS high FROM evidence_links WHERE camera = ?1"
                  + " AND seq BETWEEN ?2 AND ?3) WHERE c.camera = ?1 AND c.start_us <= high"
                  + " AND c.end_us >= low)",
              each.camera,
              each.first,
              each.last);
    }
    if (gone > 0) {
      heads.clear();
      LOG.info("evidence links forgotten links={} older_than_days={}", gone, keepDays);
    }
  }

  private record Reach(String camera, long first, long last) {}

  private record Due(long id, Link.Entry entry) {}

  private static Due due(ResultSet row) throws SQLException {
    return new Due(
        row.getLong(1),
        new Link.Entry(
            Link.Kind.of(row.getString(2)),
            row.getString(3),
            row.getLong(4),
            row.getLong(5),
            Sha.bytes(row.getString(6))));
  }

  static Link link(ResultSet row) throws SQLException {
    return new Link(
        row.getString(1),
        row.getLong(2),
        Link.Kind.of(row.getString(3)),
        row.getLong(4),
        row.getLong(5),
        row.getBytes(6),
        row.getBytes(7));
  }
}
