package io.milepost.rsu.recording;

import java.util.List;

/**
 * Version 5: what is to go to the archive and what has gone there, words about clips. A trigger
 * puts a clip into the outbox in the very commit that completes it, and again when it is built
 * anew.
 */
final class ArchiveTables {
  private static final String INTO =
      "INSERT INTO archive_items (kind, ref, name, file, bytes, sha256, queued_ms) ";

  /** Milliseconds of UTC, of SQLite's Julian day. */
  private static final String NOW = "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)";

  static final List<String> SQL =
      List.of(
          "CREATE TABLE archive_items (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL,"
              + " ref TEXT NOT NULL, name TEXT NOT NULL UNIQUE, file TEXT NOT NULL,"
              + " bytes INTEGER NOT NULL, sha256 TEXT NOT NULL, queued_ms INTEGER NOT NULL,"
              + " state TEXT NOT NULL DEFAULT 'waiting', attempts INTEGER NOT NULL DEFAULT 0,"
              + " next_ms INTEGER NOT NULL DEFAULT 0, done_ms INTEGER, here INTEGER NOT NULL"
              + " DEFAULT 1, failure TEXT)",
          "CREATE INDEX archive_items_state ON archive_items (state, id)",
          "CREATE INDEX archive_items_ref ON archive_items (kind, ref)",
          "CREATE TABLE archive_switch (id INTEGER PRIMARY KEY CHECK (id = 1),"
              + " enabled INTEGER NOT NULL)",
          "CREATE TRIGGER archive_clip_complete AFTER UPDATE ON clips"
              + " WHEN NEW.state = 'complete' AND NEW.sha256 IS NOT NULL"
              + " AND (OLD.state <> 'complete' OR OLD.sha256 IS NOT NEW.sha256)"
              + " AND EXISTS (SELECT 1 FROM archive_switch WHERE enabled = 1) BEGIN "
              + INTO
              + "VALUES ('clip', NEW.id, 'clips/' || NEW.file, NEW.file, NEW.bytes, NEW.sha256, "
              + NOW
              + ") ON CONFLICT (name) DO UPDATE SET bytes = excluded.bytes,"
              + " sha256 = excluded.sha256, queued_ms = excluded.queued_ms, state = 'waiting',"
              + " attempts = 0, next_ms = 0, done_ms = NULL, here = 1, failure = NULL; END",
          "CREATE TABLE clip_words (clip TEXT PRIMARY KEY, incident TEXT NOT NULL,"
              + " words TEXT NOT NULL, source TEXT NOT NULL, at_ms INTEGER NOT NULL)",
          "CREATE INDEX clip_words_incident ON clip_words (incident)");

  private ArchiveTables() {}
}
