package io.milepost.rsu.recording.archive;

import io.milepost.rsu.recording.Feed;
import io.milepost.rsu.recording.RecordingDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A node's index with clips of random bytes. */
abstract class ArchiveFixture {
  static final long NOW = 1_750_000_000_000L;
  static final long DAY = 86_400_000L;

  @TempDir Path folder;
  final Feed.Hand clock = new Feed.Hand(NOW);
  RecordingDatabase database;

  @BeforeEach
  void open() {
    database = new RecordingDatabase(folder.resolve("segments.db"));
  }

  @AfterEach
  void close() {
    database.close();
  }

  static ArchiveConfig config(String url) {
    return new ArchiveConfig(url, "", "", "", 0, 0, 0, "", 0, 0, 1);
  }

  ArchiveKeeper keeper(ArchiveConfig config) {
    return keeper(config, config.store());
  }

  ArchiveKeeper keeper(ArchiveConfig config, ArchiveStore store) {
    ArchiveKeeper.Folders folders =
        new ArchiveKeeper.Folders(
            folder.resolve("clips"), folder.resolve("rec"), folder.resolve("cache"));
    return new ArchiveKeeper(config, "rsu-a", database, folders, clock, store, () -> 0.5);
  }

  /** A complete clip; returns its bytes. */
  byte[] clip(String id, int bytes) throws Exception {
    byte[] content = new byte[bytes];
    new Random(id.hashCode()).nextBytes(content);
    Path file = folder.resolve("clips/2025-06-15/" + id + ".mp4");
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    database.update(
        "INSERT INTO clips (id, incident, camera, file, from_us, to_us, moment_us, triggered_ms,"
            + " state) VALUES (?, 'i', 'a', ?, 0, 0, 0, 0, 'ordered')",
        id,
        "2025-06-15/" + id + ".mp4");
    database.update(
        "UPDATE clips SET state = 'complete', sha256 = ?, bytes = ? WHERE id = ?",
        sha(content),
        bytes,
        id);
    return content;
  }

  static String sha(byte[] content) {
    return HexFormat.of().formatHex(Uploader.sha().digest(content));
  }

  long count(String state) {
    return database
        .query(row -> row.getLong(1), "SELECT count(*) FROM archive_items WHERE state = ?", state)
        .get(0);
  }

  static String there(String id) {
    return "rsu-a/clips/2025-06-15/" + id + ".mp4";
  }
}
