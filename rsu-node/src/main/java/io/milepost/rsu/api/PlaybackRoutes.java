package io.milepost.rsu.api;

import io.milepost.rsu.recording.playback.VirtualFile;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Any recorded interval of a camera as MP4, with byte ranges, without a file being written. */
final class PlaybackRoutes {
  private static final long MOST_MILLIS = TimeUnit.HOURS.toMillis(2);

  private final RecordedVideo recordings;
  private final VideoAnswers answers;

  PlaybackRoutes(RecordedVideo recordings, VideoAnswers answers) {
    this.recordings = recordings;
    this.answers = answers;
  }

  void mount(Router router, Doorkeeper door) {
    router
        .get("/api/v1/cameras/:id/video.mp4")
        .handler(door.atLeast(Role.VIEWER))
        .handler(this::file);
  }

  private void file(RoutingContext ctx) {
    Input.allow(ctx, Set.of("ticket", "from", "to"));
    String camera = Input.cameraId(ctx);
    Span asked = Span.of(ctx, MOST_MILLIS);
    answers.local(
        ctx,
        camera,
        () -> recordings.files().file(camera, asked.fromMicros(), asked.toMicros()),
        file -> send(ctx, file));
  }

  private void send(RoutingContext ctx, VirtualFile file) {
    ctx.response()
        .putHeader("X-Video-From-Ms", Long.toString(Math.floorDiv(file.fromMicros(), 1000)))
        .putHeader("X-Video-To-Ms", Long.toString(Math.floorDiv(file.toMicros(), 1000)))
        .putHeader("X-Video-Left-Out", Integer.toString(file.leftOut()));
    answers.send(ctx, file, "video/mp4");
  }

  /**
   * The interval that a caller asks for.
   *
   * @param from UTC milliseconds
   * @param to UTC milliseconds, later
   */
  record Span(long from, long to) {
    static Span of(RoutingContext ctx, long mostMillis) {
      Long from = Input.time(ctx, "from");
      Long to = Input.time(ctx, "to");
      if (from == null || to == null || from >= to || to - from > mostMillis) {
        throw Input.refuse(
            "give from and to, UTC milliseconds or ISO 8601, from before to, at most "
                + TimeUnit.MILLISECONDS.toHours(mostMillis)
                + " hours apart");
      }
      return new Span(from, to);
    }

    long fromMicros() {
      return from * 1000;
    }

    long toMicros() {
      return to * 1000;
    }
  }
}
