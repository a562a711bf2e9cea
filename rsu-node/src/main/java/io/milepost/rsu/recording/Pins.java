package io.milepost.rsu.recording;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What must not be deleted: a segment that a pin overlaps stays, whatever age, size or disk say.
 * Pins are also kept in a file of their own, {@code pins.json}, so that a lost index does not lose
 * a legal hold. Thread-safe; blocks for the disk.
 */
public final class Pins {
  private static final Logger LOG = LoggerFactory.getLogger(Pins.class);
  private static final ObjectMapper JSON = Json.configure(new ObjectMapper());

  private final RecordingDatabase database;
  private final Path copy;
  private final Clock clock;

  /** How strongly it is held. */
  public enum Kind {
    /** Somebody wants it kept, for a while or until somebody lets it go. */
    PIN,
    /** Legal hold: has no end, and only a person lifts it. */
    HOLD
  }

  /**
   * One pin.
   *
   * @param id identity
   * @param camera camera id
   * @param fromMicros UTC microseconds
   * @param toMicros UTC microseconds
   * @param kind how strongly it is held
   * @param reason one sentence
   * @param by who set it
   * @param madeMillis when, UTC milliseconds
   * @param untilMillis when it ends by itself, UTC milliseconds; 0 for never
   */
  public record Pin(
      String id,
      String camera,
      long fromMicros,
      long toMicros,
      Kind kind,
      String reason,
      String by,
      long madeMillis,
      long untilMillis) {}

  Pins(RecordingDatabase database, Path copy, Clock clock) {
    this.database = database;
    this.copy = copy;
    this.clock = clock;
    if (list().isEmpty() && Files.exists(copy)) {
      restore();
    }
  }

  /**
   * Sets a pin, or changes the one of this id. A legal hold is never turned into anything less.
   *
   * @param untilMillis when it ends by itself, 0 for never
   * @throws MilepostException BAD_REQUEST when the times are the wrong way round or a legal hold
   *     shall end by itself; CONFLICT when the id is that of a legal hold
   */
  @SuppressWarnings("checkstyle:ParameterNumber")
  public synchronized void pin(
      String id,
      String camera,
      long fromMicros,
      long toMicros,
      Kind kind,
      String reason,
      String by,
      long untilMillis) {
    if (toMicros < fromMicros) {
      throw new MilepostException(
          FailureCode.BAD_REQUEST, "the end of pin " + id + " lies before its beginning");
    }
    if (kind == Kind.HOLD && untilMillis != 0) {
      throw new MilepostException(
          FailureCode.BAD_REQUEST, "a legal hold has no end of its own; leave it out");
    }
    if (kind != Kind.HOLD) {
      refuseHold(id);
    }
    insert(
        new Pin(id, camera, fromMicros, toMicros, kind, reason, by, clock.millis(), untilMillis));
    save();
  }

  /** One pin or legal hold; empty when there is none of this id. */
  public Optional<Pin> find(String id) {
    return database
        .query(
            Pins::read,
            "SELECT id, camera, from_us, to_us, kind, reason, who, made_ms, until_ms FROM pins"
                + " WHERE id = ?",
            id)
        .stream()
        .findFirst();
  }

  /**
   * Takes a pin away; does nothing when there is none.
   *
   * @throws MilepostException CONFLICT when it is a legal hold
   */
  public synchronized void release(String id) {
    refuseHold(id);
    if (database.update("DELETE FROM pins WHERE id = ?", id) > 0) {
      save();
    }
  }

  /**
   * Lifts a legal hold in the name of a person.
   *
   * @param by who
   * @param reason why, one sentence
   * @return false when there is no such hold
   */
  public synchronized boolean lift(String id, String by, String reason) {
    boolean lifted = database.update("DELETE FROM pins WHERE id = ? AND kind = 'hold'", id) > 0;
    if (lifted) {
      LOG.warn("legal hold lifted id={} by={} reason=\"{}\"", id, by, reason);
      save();
    }
    return lifted;
  }

  /** All pins, those that have ended included until the next sweep. */
  public List<Pin> list() {
    return database.query(
        Pins::read,
        "SELECT id, camera, from_us, to_us, kind, reason, who, made_ms, until_ms FROM pins"
            + " ORDER BY made_ms, id");
  }

  /** Forgets pins that have ended. */
  synchronized void expire() {
    int gone =
        database.update(
            "DELETE FROM pins WHERE until_ms > 0 AND until_ms <= ? AND kind <> 'hold'",
            clock.millis());
    if (gone > 0) {
      save();
    }
  }

  private void refuseHold(String id) {
    if (!database
        .query(row -> 1, "SELECT 1 FROM pins WHERE id = ? AND kind = 'hold'", id)
        .isEmpty()) {
      throw new MilepostException(
          FailureCode.CONFLICT, "pin " + id + " is a legal hold; only a person can lift it");
    }
  }

  private void insert(Pin pin) {
    database.update(
        "INSERT OR REPLACE INTO pins (id, camera, from_us, to_us, kind, reason, who, made_ms,"
            + " until_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        pin.id(),
        pin.camera(),
        pin.fromMicros(),
        pin.toMicros(),
        pin.kind().name().toLowerCase(Locale.ROOT),
        pin.reason(),
        pin.by(),
        pin.madeMillis(),
        pin.untilMillis());
  }

  /** A pin holds from the moment the index has it; a copy that cannot be written is told. */
  private void save() {
    Path part = copy.resolveSibling(copy.getFileName() + ".part");
    try {
      Files.write(part, JSON.writeValueAsBytes(list()));
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(part, copy, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn("pins not copied file={} reason={}", copy, e.toString());
    }
  }

  private void restore() {
    try {
      List<Pin> kept = JSON.readValue(Files.readAllBytes(copy), new TypeReference<>() {});
      kept.forEach(this::insert);
      LOG.info("pins restored file={} pins={}", copy, kept.size());
    } catch (IOException e) {
      LOG.error("pins cannot be restored file={} reason={}", copy, e.toString());
    }
  }

  private static Pin read(ResultSet row) throws SQLException {
    return new Pin(
        row.getString(1),
        row.getString(2),
        row.getLong(3),
        row.getLong(4),
        "hold".equals(row.getString(5)) ? Kind.HOLD : Kind.PIN,
        row.getString(6),
        row.getString(7),
        row.getLong(8),
        row.getLong(9));
  }
}
