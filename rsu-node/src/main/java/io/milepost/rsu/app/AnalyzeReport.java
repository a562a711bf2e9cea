package io.milepost.rsu.app;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.milepost.protocol.json.Json;
import io.milepost.rsu.perception.FileAnalysis;
import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.perception.Sight;
import io.milepost.rsu.rules.core.Finding;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What an analysis found: for people as a table, for programs as one JSON object. */
final class AnalyzeReport {
  private final Map<String, Integer> detections = new TreeMap<>();
  private final Map<String, Finding> findings = new LinkedHashMap<>();
  private final List<Blind> blind = new ArrayList<>();
  private Sight sight = Sight.CLEAR;

  /** One incident; times in seconds of the video. */
  private record Incident(
      String type,
      @JsonProperty("start_s") double startSeconds,
      @JsonProperty("confirmed_s") double confirmedSeconds,
      double confidence,
      String severity,
      Map<String, Object> evidence) {

    static Incident of(Finding f) {
      return new Incident(
          f.type().code(),
          round(f.startSeconds()),
          round(f.confirmedSeconds()),
          round(f.confidence()),
          f.severity().code(),
          new TreeMap<>(f.evidence()));
    }
  }

  /**
   * Pictures that could not be believed, so that the rules were suspended; seconds of the video.
   */
  private record Blind(
      String fault,
      @JsonProperty("from_s") double fromSeconds,
      @JsonProperty("to_s") double toSeconds,
      String reason) {}

  private record Document(
      long frames,
      double seconds,
      double fps,
      List<Incident> incidents,
      Map<String, Integer> detections,
      List<Blind> suspended,
      String problem) {}

  /** Takes in what one frame led to. */
  void add(FrameDetections frame, List<Finding> news) {
    see(frame.sight(), round(frame.ptsMicros() / 1e6));
    frame.detections().forEach(d -> detections.merge(d.label(), 1, Integer::sum));
    for (Finding finding : news) {
      // The end of an incident adds nothing that its confirmation and updates did not say.
      boolean said =
          finding.phase() == Finding.Phase.CONFIRMED || finding.phase() == Finding.Phase.UPDATED;
      if (said) {
        findings.put(finding.key(), finding);
      }
    }
  }

  private void see(Sight now, double seconds) {
    int last = blind.size() - 1;
    if (!sight.usable()) {
      Blind b = blind.get(last);
      blind.set(last, new Blind(b.fault(), b.fromSeconds(), seconds, b.reason()));
    }
    if (!now.usable() && now.fault() != sight.fault()) {
      String fault = now.fault().name().toLowerCase(Locale.ROOT);
      blind.add(new Blind(fault, seconds, seconds, now.sentence()));
    }
    sight = now;
  }

  private List<Incident> incidents() {
    return findings.values().stream().map(Incident::of).toList();
  }

  /** Prints the table. */
  void print(FileAnalysis.Summary summary, PrintWriter out) {
    if (findings.isEmpty()) {
      out.println("no incidents");
    } else {
      out.printf(
          "%-20s %9s %11s %10s  %s%n", "incident", "start", "confirmed", "confidence", "evidence");
      for (Incident i : incidents()) {
        out.printf(
            Locale.ROOT,
            "%-20s %7.2f s %9.2f s %10.2f  %s%n",
            i.type(),
            i.startSeconds(),
            i.confirmedSeconds(),
            i.confidence(),
            evidence(i.evidence()));
      }
    }
    for (Blind b : blind) {
      out.printf(
          Locale.ROOT,
          "rules suspended from %.2f s to %.2f s, %s: %s%n",
          b.fromSeconds(),
          b.toSeconds(),
          b.fault(),
          b.reason());
    }
    out.println();
    out.printf("%-20s %s%n", "class", "detections");
    detections.forEach((label, count) -> out.printf("%-20s %d%n", label, count));
    out.println();
    out.printf(
        Locale.ROOT,
        "%d of %d frames looked at, %.2f s of video, %.1f frames/s%n",
        summary.looked(),
        summary.frames(),
        summary.seconds(),
        summary.fps());
    out.flush();
  }

  private static String evidence(Map<String, Object> evidence) {
    return evidence.entrySet().stream()
        .map(e -> e.getKey() + "=" + shown(e.getValue()))
        .collect(Collectors.joining(" "));
  }

  private static String shown(Object value) {
    return value instanceof Double || value instanceof Float
        ? String.format(Locale.ROOT, "%.2f", ((Number) value).doubleValue())
        : String.valueOf(value);
  }

  /** The JSON object, one line. */
  String json(FileAnalysis.Summary summary) {
    return Json.write(
        new Document(
            summary.looked(),
            round(summary.seconds()),
            round(summary.fps()),
            incidents(),
            detections,
            blind.isEmpty() ? null : blind,
            summary.problem().orElse(null)));
  }

  private static double round(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
