package io.milepost.vehicle.journal;

import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.alert.EventId;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.vehicle.event.VehicleEvent;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * {@code alerts.csv} (RFC 4180, UTF-8, header in every file). A file that would grow beyond its
 * size becomes {@code .1}, the one before {@code .2}, and so on. Confined to the journal's thread.
 */
final class AlertsCsv implements AutoCloseable {
  static final String HEADER =
      "time,kind,seq,src,event,version,type,severity,distance_m,suggest,road,decision,because,"
          + "age_ms,wire_to_decision_us,verified,note,text";

  private final Path file;
  private final long maxBytes;
  private final int keep;
  private BufferedWriter writer;
  private long size;

  /**
   * Opens the file to append.
   *
   * @param maxBytes size at which it is rotated
   * @param keep rotated files kept
   * @throws MilepostException CONFIGURATION when it cannot be written
   */
  AlertsCsv(Path file, long maxBytes, int keep) {
    this.file = file.toAbsolutePath();
    this.maxBytes = maxBytes;
    this.keep = keep;
    try {
      Files.createDirectories(this.file.getParent());
      open();
    } catch (IOException e) {
      throw new MilepostException(
          FailureCode.CONFIGURATION, "log file " + file + " cannot be written; check the path", e);
    }
  }

  private void open() throws IOException {
    writer =
        Files.newBufferedWriter(
            file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    size = Files.size(file);
    if (size == 0) {
      put(HEADER);
      writer.flush();
    }
  }

  /** Appends one row. */
  void append(VehicleEvent event) throws IOException {
    String row = row(event);
    if (writer == null) {
      open();
    }
    if (size + row.length() > maxBytes && size > HEADER.length() + 1L) {
      rotate();
    }
    put(row);
  }

  private void put(String line) throws IOException {
    writer.write(line);
    writer.write('\n');
    size += line.getBytes(StandardCharsets.UTF_8).length + 1;
  }

  private void rotate() throws IOException {
    close();
    for (int i = keep; i >= 1; i--) {
      Path from = i == 1 ? file : numbered(i - 1);
      if (Files.exists(from)) {
        Files.move(from, numbered(i), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    open();
  }

  private Path numbered(int number) {
    return file.resolveSibling(file.getFileName() + "." + number);
  }

  /** Brings rows to the operating system. */
  void flush() throws IOException {
    if (writer != null) {
      writer.flush();
    }
  }

  @Override
  public void close() throws IOException {
    if (writer != null) {
      BufferedWriter closing = writer;
      writer = null;
      closing.close();
    }
  }

  static String row(VehicleEvent event) {
    StringBuilder row = new StringBuilder(200);
    AlertBody body = event.body();
    row.append(EventLine.time(event.at())).append(',').append(event.kind().code());
    add(row, body == null ? "" : Long.toString(EventId.number(body.event())));
    add(row, event.source() == null ? "" : event.source());
    if (body == null) {
      row.append(",,,,,,,");
    } else {
      add(row, body.event());
      add(row, Integer.toString(body.version()));
      add(row, body.type().code());
      add(row, body.severity().code());
      add(row, String.format(Locale.ROOT, "%.1f", body.distanceM()));
      add(row, body.suggest().code());
      add(row, body.road());
    }
    add(row, event.decision().code());
    add(row, event.decision().because());
    add(row, Double.isNaN(event.ageMillis()) ? "" : Long.toString(Math.round(event.ageMillis())));
    double micros = event.wireToDecisionMicros();
    add(row, micros < 0 ? "" : String.format(Locale.ROOT, "%.1f", micros));
    add(row, event.verified() ? "yes" : "no");
    add(row, event.note());
    add(row, body == null ? "" : body.text());
    return row.toString();
  }

  private static void add(StringBuilder row, String value) {
    row.append(',');
    String clean = EventLine.clean(value);
    if (clean.indexOf(',') < 0 && clean.indexOf('"') < 0) {
      row.append(clean);
    } else {
      row.append('"').append(clean.replace("\"", "\"\"")).append('"');
    }
  }
}
