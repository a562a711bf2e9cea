package io.milepost.rsu.api;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.rsu.recording.playback.Hls;
import io.milepost.rsu.recording.playback.VirtualFile;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HLS of a camera: {@code index.m3u8} is the present with low latency, with {@code from} and {@code
 * to} a stretch of the past. A ticket for the folder {@code hls/} is carried into every name of the
 * playlist, so that a player needs nothing but the address.
 */
final class HlsRoutes {
  private static final long MOST_MILLIS = TimeUnit.HOURS.toMillis(6);

  /** Longest that a player may wait for a part (rfc8216bis §6.2.5.2: three target durations). */
  private static final long WAIT_MILLIS = 15_000;

  private static final long LOOK_MILLIS = 50;

  /** Furthest ahead that a player may ask, segments (rfc8216bis §6.2.5.2). */
  private static final long AHEAD = 2;

  private static final Pattern INIT = Pattern.compile("(\\d{1,17})-init\\.mp4");
  private static final Pattern MEDIA = Pattern.compile("(\\d{1,17})(?:-(\\d{1,5}))?\\.m4s");
  private static final String PLAYLIST = "application/vnd.apple.mpegurl";

  private final Vertx vertx;
  private final Hls hls;
  private final VideoAnswers answers;

  HlsRoutes(Vertx vertx, Hls hls, VideoAnswers answers) {
    this.vertx = vertx;
    this.hls = hls;
    this.answers = answers;
  }

  void mount(Router router, Doorkeeper door) {
    String folder = "/api/v1/cameras/:id/hls/";
    router.get(folder + "index.m3u8").handler(door.atLeast(Role.VIEWER)).handler(this::playlist);
    router.get(folder + ":name").handler(door.atLeast(Role.VIEWER)).handler(this::piece);
  }

  private void playlist(RoutingContext ctx) {
    Input.allow(ctx, Set.of("ticket", "from", "to", "_HLS_msn", "_HLS_part", "_HLS_skip"));
    String camera = Input.cameraId(ctx);
    String ticket = ctx.queryParams().get("ticket");
    String query =
        ticket == null ? "" : "?ticket=" + URLEncoder.encode(ticket, StandardCharsets.UTF_8);
    if (ctx.queryParams().contains("from") || ctx.queryParams().contains("to")) {
      PlaybackRoutes.Span asked = PlaybackRoutes.Span.of(ctx, MOST_MILLIS);
      answers.local(
          ctx,
          camera,
          () -> hls.recorded(camera, asked.fromMicros(), asked.toMicros(), query),
          text -> send(ctx, text));
      return;
    }
    long sequence = Input.number(ctx, "_HLS_msn", -1, 0, Integer.MAX_VALUE);
    int part = Input.number(ctx, "_HLS_part", -1, 0, 100_000);
    await(ctx, camera, query, sequence, part, System.nanoTime());
  }

  /** Answers when the playlist has what the player waits for; looks again until then. */
  private void await(
      RoutingContext ctx, String camera, String query, long sequence, int part, long sinceNanos) {
    if (ctx.response().closed()) {
      return;
    }
    answers.local(
        ctx,
        camera,
        () -> hls.live(camera, query),
        live -> {
          if (sequence < 0 || live.has(sequence, part)) {
            send(ctx, live.text());
          } else if (sequence > live.sequence() + AHEAD) {
            ctx.fail(Input.refuse("_HLS_msn is too far ahead; the newest is " + live.sequence()));
          } else if (System.nanoTime() - sinceNanos > TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS)) {
            ctx.fail(
                new MilepostException(
                    FailureCode.UNAVAILABLE, "camera " + camera + " sends nothing new"));
          } else {
            vertx.setTimer(LOOK_MILLIS, t -> await(ctx, camera, query, sequence, part, sinceNanos));
          }
        });
  }

  private static void send(RoutingContext ctx, String text) {
    ctx.response()
        .putHeader("Content-Type", PLAYLIST)
        .putHeader("Cache-Control", "no-store")
        .end(text);
  }

  private void piece(RoutingContext ctx) {
    Input.allow(ctx, Set.of("ticket"));
    String camera = Input.cameraId(ctx);
    String name = ctx.pathParam("name");
    Matcher init = INIT.matcher(name);
    Matcher media = MEDIA.matcher(name);
    if (init.matches()) {
      long start = Long.parseLong(init.group(1));
      answers.local(ctx, camera, () -> hls.init(camera, start), bytes -> header(ctx, bytes));
    } else if (media.matches()) {
      answers.local(
          ctx,
          camera,
          () -> file(camera, Long.parseLong(media.group(1)), media.group(2)),
          file -> answers.send(ctx, file, "video/iso.segment"));
    } else {
      throw new MilepostException(FailureCode.NOT_FOUND, "there is no " + name);
    }
  }

  private Optional<VirtualFile> file(String camera, long start, String part) throws IOException {
    return part == null
        ? hls.media(camera, start)
        : hls.part(camera, start, Integer.parseInt(part));
  }

  private static void header(RoutingContext ctx, byte[] bytes) {
    ctx.response()
        .putHeader("Content-Type", "video/mp4")
        .putHeader("Cache-Control", "private, max-age=3600")
        .end(Buffer.buffer(bytes));
  }
}
