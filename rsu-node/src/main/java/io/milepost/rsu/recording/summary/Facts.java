package io.milepost.rsu.recording.summary;

import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.message.ClipReady;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** A sentence from what an incident says of itself. */
public final class Facts {
  private Facts() {}

  /** The sentence; needs no endpoint. */
  public static String of(Incident incident, List<ClipReady> clips) {
    long at = incident.startedAt() > 0 ? incident.startedAt() : incident.confirmedAt();
    StringBuilder text = new StringBuilder();
    text.append(capital(words(incident.type().code())));
    text.append(" of ").append(words(incident.severity().name())).append(" severity");
    if (incident.road() != null && !incident.road().isBlank()) {
      text.append(" on ").append(incident.road());
    }
    if (incident.lane() != null) {
      text.append(", lane ").append(incident.lane());
    }
    text.append(", from ").append(Instant.ofEpochMilli(at).truncatedTo(ChronoUnit.SECONDS));
    if (incident.resolvedAt() != null) {
      long seconds = Math.max(0, incident.resolvedAt() - at) / 1000;
      text.append(" for ").append(seconds).append(" s");
    }
    text.append(
        incident.camera() == null
            ? ", reported"
            : ", seen by camera " + incident.camera() + others(incident));
    text.append(
        String.format(Locale.ROOT, " with a confidence of %.0f %%", incident.confidence() * 100));
    if (!clips.isEmpty()) {
      double seconds = clips.stream().mapToDouble(ClipReady::seconds).sum();
      text.append(
          String.format(
              Locale.ROOT,
              "; %d clip%s of %.0f s in all",
              clips.size(),
              clips.size() == 1 ? "" : "s",
              seconds));
    }
    return text.append('.').toString();
  }

  private static String others(Incident incident) {
    long others =
        incident.seenBy().stream()
            .filter(by -> !by.equals(incident.node() + "/" + incident.camera()))
            .count();
    return others == 0 ? "" : " and " + others + " more";
  }

  private static String words(String code) {
    return code.toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
