package io.milepost.vehicle.journal;

import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.alert.EventId;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.vehicle.event.VehicleEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * {@code alerts.csv} (RFC 4180, UTF-8, header in every file). A file that would grow beyond its
 * size becomes {@code .1}, the one before {@code .2}, and so on. Confined to the journal's thread.
 */
final class AlertsCsv implements AutoCloseable {
  static final String HEADER =
      "time,kind,seq,src,event,version,type,severity,distance_m,suggest,road,decision,because,"
          + "age_ms,wire_to_decision_us,verified,note,text";

  private final RotatingFile file;

  /**
   * Opens the file to append.
   *
   * @param maxBytes size at which it is rotated
   * @param keep rotated files kept
   * @throws MilepostException CONFIGURATION when it cannot be written
   */
  AlertsCsv(Path path, long maxBytes, int keep) {
    try {
      file = new RotatingFile(path, HEADER, maxBytes, keep);
    } catch (IOException e) {
      throw new MilepostException(
          FailureCode.CONFIGURATION, "log file " + path + " cannot be written; check the path", e);
    }
  }

  /** Appends one row. */
  void append(VehicleEvent event) throws IOException {
    file.append(row(event));
  }

  /** Brings rows to the operating system. */
  void flush() throws IOException {
    file.flush();
  }

  @Override
  public void close() throws IOException {
    file.close();
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
