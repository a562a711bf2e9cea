package io.milepost.rsu.recording.evidence;

import io.milepost.rsu.recording.RecordingDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads of the chains what shows others that they are whole. Thread-safe; blocks for the disk. */
final class ChainProofs {
  private final RecordingDatabase database;

  ChainProofs(RecordingDatabase database) {
    this.database = database;
  }

  /** Links of a camera that touch this time, each with its way to a root. */
  List<Proofs.Item> items(String camera, long fromMicros, long toMicros) {
    List<Link> links =
        database.query(
            EvidenceChain::link,
            EvidenceChain.LINK + "WHERE camera = ? AND start_us <= ? AND end_us >= ? ORDER BY seq",
            camera,
            toMicros,
            fromMicros);
    List<Proofs.Item> items = new ArrayList<>();
    Span span = null;
    for (Link each : links) {
      if (span == null || each.seq() > span.last) {
        span = span(camera, each.seq());
      }
      int index = (int) (each.seq() - span.first);
      byte[] previous = index == 0 ? span.before : span.hashes.get(index - 1);
      items.add(
          new Proofs.Item(
              each.seq(),
              each.kind().code,
              each.startMicros(),
              each.endMicros(),
              Sha.hex(each.sha256()),
              Sha.hex(previous),
              Sha.hex(each.hash()),
              span.root,
              MerkleTree.proof(span.hashes, index).stream().map(Sha::hex).toList()));
    }
    return items;
  }

  private record Span(long first, long last, long root, byte[] before, List<byte[]> hashes) {}

  private Span span(String camera, long seq) {
    return database
        .query(
            row -> {
              long first = row.getLong(1);
              long last = row.getLong(2);
              Root root = Root.of(row.getBytes(4));
              byte[] before =
                  root.chains().stream()
                      .filter(chain -> chain.camera().equals(camera))
                      .findFirst()
                      .orElseThrow()
                      .before();
              List<byte[]> hashes =
                  database.query(
                      each -> each.getBytes(1),
                      "SELECT hash FROM evidence_links WHERE camera = ? AND seq BETWEEN ? AND ?"
                          + " ORDER BY seq",
                      camera,
                      first,
                      last);
              return new Span(first, last, row.getLong(3), before, hashes);
            },
            "SELECT s.first_seq, s.last_seq, s.root, r.statement FROM evidence_spans s"
                + " JOIN evidence_roots r ON r.number = s.root"
                + " WHERE s.camera = ? AND ? BETWEEN s.first_seq AND s.last_seq",
            camera,
            seq)
        .stream()
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("link " + seq + " is not sealed yet"));
  }

  /** A root, and those after it up to the first that is signed. */
  List<Proofs.Signed> roots(long number) {
    List<Proofs.Signed> roots = new ArrayList<>();
    for (Proofs.Signed each :
        database.query(
            ChainProofs::signed,
            "SELECT statement, public_key, signature FROM evidence_roots WHERE number >= ?"
                + " AND number <= coalesce((SELECT min(number) FROM evidence_roots"
                + " WHERE number >= ? AND signature IS NOT NULL), ?) ORDER BY number",
            number,
            number,
            number)) {
      roots.add(each);
    }
    return roots;
  }

  private static Proofs.Signed signed(ResultSet row) throws SQLException {
    byte[] key = row.getBytes(2);
    byte[] signature = row.getBytes(3);
    return new Proofs.Signed(
        new String(row.getBytes(1), StandardCharsets.UTF_8),
        key == null ? null : Sha.hex(key),
        signature == null ? null : Sha.hex(signature));
  }

  /** Whether every stored link follows from the one before; for tests and repair. */
  boolean isWhole(String camera) {
    Link before = null;
    for (Link each :
        database.query(
            EvidenceChain::link, EvidenceChain.LINK + "WHERE camera = ? ORDER BY seq", camera)) {
      byte[] previous = before == null && each.seq() == 1 ? Sha.ZERO : null;
      previous = before != null && before.seq() + 1 == each.seq() ? before.hash() : previous;
      if (previous != null
          && !Arrays.equals(
              each.hash(),
              Link.hash(
                  previous,
                  each.kind(),
                  camera,
                  each.startMicros(),
                  each.endMicros(),
                  each.sha256()))) {
        return false;
      }
      before = each;
    }
    return true;
  }
}
