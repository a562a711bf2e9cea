package io.milepost.rsu.incident;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.TrafficDirection;
import io.milepost.protocol.message.IncidentReport;
import io.milepost.rsu.rules.FindingMessage;
import io.milepost.rsu.rules.core.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Makes first versions of incidents, with ids that never repeat. */
final class IncidentFactory {
  private static final CameraPlace NOWHERE =
      new CameraPlace("", 0, 0, null, 0, TrafficDirection.ALL);
  private static final long CLOCK_SLACK_MILLIS = Duration.ofMinutes(5).toMillis();
  private static final long REPORT_AGE_MILLIS = Duration.ofDays(1).toMillis();

  private final DeskIdentity self;
  private long next = 1;

  IncidentFactory(DeskIdentity self) {
    this.self = self;
  }

  /** The last incident made is a new one: its number is used up. */
  void taken() {
    next++;
  }

  /** What a finding would be as an incident of this node. */
  Incident of(FindingMessage message, long now) {
    Finding finding = message.finding();
    IncidentDraft draft =
        draft(finding.type()).at(self.places().getOrDefault(finding.camera(), NOWHERE));
    draft.severity = finding.severity();
    draft.confidence = finding.confidence();
    draft.camera = finding.camera();
    draft.startedAt = Math.round(finding.startSeconds() * 1000) + message.ptsToUtcMillis();
    draft.confirmedAt = message.utcMillis();
    draft.seenBy.add(self.node() + '/' + finding.camera());
    draft.evidence.putAll(finding.evidence());
    draft.summary =
        words(finding.type()) + onRoad(draft.road) + ", seen by camera " + finding.camera();
    return draft.finish(now);
  }

  /**
   * What a report would be as an incident of this node.
   *
   * @throws MilepostException BAD_REQUEST when it lies in the future or more than a day back
   */
  Incident of(IncidentReport report, long now) {
    long at = report.ts() == null ? now : report.ts();
    if (at > now + CLOCK_SLACK_MILLIS || at < now - REPORT_AGE_MILLIS) {
      throw new MilepostException(
          FailureCode.BAD_REQUEST,
          "ts must lie within the last day and at most five minutes ahead but is "
              + Instant.ofEpochMilli(at));
    }
    IncidentDraft draft = draft(report.type());
    draft.severity = report.severity();
    draft.confidence = 1;
    draft.road = report.road();
    draft.lane = report.lane();
    draft.lat = report.lat();
    draft.lon = report.lon();
    draft.distanceM = report.distanceM() == null ? distance(report.road()) : report.distanceM();
    draft.startedAt = at;
    draft.confirmedAt = at;
    draft.evidence.put("reported_by", report.source());
    if (report.clipHint() != null) {
      draft.evidence.put("clip_hint", report.clipHint());
    }
    draft.summary =
        words(report.type()) + onRoad(report.road()) + ", reported by " + report.source();
    return draft.finish(now);
  }

  /** Without a distance the report warns the road users that the cameras on that road warn. */
  private double distance(String road) {
    return self.places().values().stream()
        .filter(place -> place.road().equals(road))
        .mapToDouble(CameraPlace::distanceM)
        .max()
        .orElse(0);
  }

  private IncidentDraft draft(IncidentType type) {
    IncidentDraft draft = new IncidentDraft();
    draft.id = self.node() + '-' + self.epoch() + '-' + next;
    draft.node = self.node();
    draft.type = type;
    return draft;
  }

  private static String words(IncidentType type) {
    String words = type.code().replace('_', ' ');
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  private static String onRoad(String road) {
    return road == null || road.isBlank() ? "" : " on " + road;
  }
}
