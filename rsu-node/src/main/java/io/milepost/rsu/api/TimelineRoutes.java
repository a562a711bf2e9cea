package io.milepost.rsu.api;

import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentState;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.rsu.incident.IncidentArchive;
import io.milepost.rsu.incident.IncidentQuery;
import io.milepost.rsu.recording.playback.Timeline;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A camera's time at a glance: what is recorded, where it is not and why, motion, incidents. */
final class TimelineRoutes {
  private static final long MOST_MILLIS = TimeUnit.DAYS.toMillis(31);
  private static final int MOST_INCIDENTS = 200;

  private final ApiSources sources;
  private final VideoAnswers answers;

  TimelineRoutes(ApiSources sources, VideoAnswers answers) {
    this.sources = sources;
    this.answers = answers;
  }

  void mount(Router router, Doorkeeper door) {
    router
        .get("/api/v1/cameras/:id/timeline")
        .handler(door.atLeast(Role.VIEWER))
        .handler(this::timeline);
  }

  private void timeline(RoutingContext ctx) {
    Input.allow(ctx, Set.of("from", "to"));
    String camera = Input.cameraId(ctx);
    PlaybackRoutes.Span asked = PlaybackRoutes.Span.of(ctx, MOST_MILLIS);
    boolean mine = sources.cameras().get().containsKey(camera);
    answers.local(
        ctx,
        camera,
        () -> {
          Optional<Timeline.View> view =
              sources.recordings().timeline().of(camera, asked.fromMicros(), asked.toMicros());
          return mine ? Optional.of(view.orElse(new Timeline.View(List.of(), List.of()))) : view;
        },
        view -> answer(ctx, camera, asked, view));
  }

  private void answer(
      RoutingContext ctx, String camera, PlaybackRoutes.Span asked, Timeline.View view) {
    IncidentArchive archive = sources.archive();
    Answers.json(
        ctx,
        archive
            .find(
                new IncidentQuery(camera, null, null, asked.from(), asked.to(), 1, MOST_INCIDENTS))
            .map(
                page ->
                    new Answer(
                        camera,
                        asked.from(),
                        asked.to(),
                        view.stretches(),
                        view.motion(),
                        page.items().stream().map(Mark::of).toList(),
                        page.total())));
  }

  private record Answer(
      String camera,
      long from,
      long to,
      List<Timeline.Item> stretches,
      List<Timeline.Moved> motion,
      List<Mark> incidents,
      long incidentsTotal) {}

  private record Mark(
      String id, IncidentType type, Severity severity, IncidentState state, long at) {
    static Mark of(Incident incident) {
      return new Mark(
          incident.id(),
          incident.type(),
          incident.severity(),
          incident.state(),
          incident.confirmedAt());
    }
  }
}
