package io.milepost.rsu.incident;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.TrafficDirection;
import io.milepost.rsu.rules.FindingMessage;
import io.milepost.rsu.rules.core.Condition;
import io.milepost.rsu.rules.core.Finding;
import io.milepost.rsu.rules.core.TraceRecord;
import java.util.List;
import java.util.Map;

/** Findings as rules make them. */
public final class Findings {
  public static final long UTC = 1_790_000_000_000L;

  private Findings() {}

  public static CameraPlace place(String road, double lat, double lon) {
    return new CameraPlace(road, lat, lon, 1, 500, TrafficDirection.UPSTREAM);
  }

  public static FindingMessage confirmed(String camera, String key, long utc) {
    return message(camera, key, Finding.Phase.CONFIRMED, Severity.HIGH, utc);
  }

  /** A finding whose rule kept a trace of two frames. */
  public static FindingMessage traced(String camera, String key, long utc) {
    TraceRecord trace =
        new TraceRecord(
            List.of(Condition.atLeast("speed_m_s", 3)),
            List.of(
                new TraceRecord.Frame(10, new double[] {Double.NaN}),
                new TraceRecord.Frame(11, new double[] {4.5})));
    Finding finding =
        new Finding(
            camera,
            key,
            Finding.Phase.CONFIRMED,
            IncidentType.COLLISION,
            Severity.HIGH,
            0.8,
            10,
            11,
            0.5,
            0.5,
            Map.of("iou", 0.4),
            trace);
    return new FindingMessage(finding, utc, utc - 11_000, Map.of("rules", 7L), System.nanoTime());
  }

  public static FindingMessage message(
      String camera, String key, Finding.Phase phase, Severity severity, long utc) {
    Finding finding =
        new Finding(
            camera,
            key,
            phase,
            IncidentType.COLLISION,
            severity,
            0.8,
            10,
            11,
            0.5,
            0.5,
            Map.of("iou", 0.4));
    return new FindingMessage(finding, utc, utc - 11_000, Map.of("rules", 7L), System.nanoTime());
  }
}
