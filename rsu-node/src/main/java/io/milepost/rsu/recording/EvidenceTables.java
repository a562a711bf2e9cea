package io.milepost.rsu.recording;

import java.util.List;

/**
 * Version 4: hash chains, signed roots, custody. Triggers note in the very commit that finishes a
 * segment or a clip that it is to be chained, so that neither a crash nor the retention can come in
 * between, and who records need not know of chains.
 */
final class EvidenceTables {
  private static final String SEGMENT = "'s', NEW.camera, NEW.start_us, NEW.end_us, NEW.sha256";
  private static final String DUE =
      "INSERT INTO evidence_due (kind, camera, start_us, end_us, sha256) ";

  static final List<String> SQL =
      List.of(
          "CREATE TABLE evidence_due (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL,"
              + " camera TEXT NOT NULL, start_us INTEGER NOT NULL, end_us INTEGER NOT NULL,"
              + " sha256 TEXT NOT NULL)",
          "CREATE TABLE evidence_links (camera TEXT NOT NULL, seq INTEGER NOT NULL,"
              + " kind TEXT NOT NULL, start_us INTEGER NOT NULL, end_us INTEGER NOT NULL,"
              + " sha256 BLOB NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (camera, seq))"
              + " WITHOUT ROWID",
          "CREATE INDEX evidence_links_time ON evidence_links (camera, start_us)",
          "CREATE TABLE evidence_roots (number INTEGER PRIMARY KEY, day TEXT NOT NULL,"
              + " sealed_ms INTEGER NOT NULL, statement BLOB NOT NULL, public_key BLOB,"
              + " signature BLOB)",
          "CREATE TABLE evidence_spans (camera TEXT NOT NULL, first_seq INTEGER NOT NULL,"
              + " last_seq INTEGER NOT NULL, root INTEGER NOT NULL, last_hash BLOB NOT NULL,"
              + " PRIMARY KEY (camera, first_seq)) WITHOUT ROWID",
          "CREATE TABLE evidence_custody (id INTEGER PRIMARY KEY AUTOINCREMENT,"
              + " incident TEXT NOT NULL, at_ms INTEGER NOT NULL, who TEXT NOT NULL,"
              + " what TEXT NOT NULL, case_id TEXT NOT NULL)",
          "CREATE INDEX evidence_custody_incident ON evidence_custody (incident)",
          DUE
              + "SELECT 's', camera, start_us, end_us, sha256 FROM segments"
              + " WHERE end_reason IS NOT NULL AND sha256 IS NOT NULL ORDER BY start_us",
          DUE
              + "SELECT 'c', camera, start_us, end_us, sha256 FROM clips"
              + " WHERE state = 'complete' AND sha256 IS NOT NULL ORDER BY start_us",
          "CREATE TRIGGER evidence_segment_finished AFTER UPDATE ON segments"
              + " WHEN NEW.end_reason IS NOT NULL AND NEW.sha256 IS NOT NULL"
              + " AND (OLD.end_reason IS NULL OR OLD.sha256 IS NOT NEW.sha256) BEGIN "
              + DUE
              + "VALUES ("
              + SEGMENT
              + "); END",
          "CREATE TRIGGER evidence_segment_adopted AFTER INSERT ON segments"
              + " WHEN NEW.end_reason IS NOT NULL AND NEW.sha256 IS NOT NULL BEGIN "
              + DUE
              + "VALUES ("
              + SEGMENT
              + "); END",
          "CREATE TRIGGER evidence_clip_complete AFTER UPDATE ON clips"
              + " WHEN NEW.state = 'complete' AND NEW.sha256 IS NOT NULL"
              + " AND (OLD.state <> 'complete' OR OLD.sha256 IS NOT NEW.sha256) BEGIN "
              + DUE
              + "VALUES ('c', NEW.camera, NEW.start_us, NEW.end_us, NEW.sha256); END");

  private EvidenceTables() {}
}
