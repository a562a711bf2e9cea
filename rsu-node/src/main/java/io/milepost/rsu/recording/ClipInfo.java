package io.milepost.rsu.recording;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.milepost.rsu.recording.mp4.Span;
import java.util.List;
import java.util.Locale;

/**
 * All that is known of a clip, as it is told to callers. Times are UTC milliseconds.
 *
 * @param id identity
 * @param incident the incident it belongs to, null when somebody asked for it
 * @param camera camera id
 * @param node RSU that holds it
 * @param state {@code ordered}, {@code partial}, {@code complete}, {@code empty} when nothing was
 *     recorded, {@code failed} when it could not be encoded anew
 * @param progress how much of the file being written is done, 0..1; null when none is
 * @param fromMs beginning asked for
 * @param toMs end asked for
 * @param momentMs what the clip is about
 * @param startMs first picture that players show
 * @param endMs end of the last picture
 * @param startsAtKeyPictureMs first picture in the file, which players that know no edit lists show
 *     first; never later than {@code startMs}
 * @param seconds duration
 * @param bytes size
 * @param sha256 lower-case hex digest
 * @param pictures pictures in the file
 * @param gaps where nothing was recorded; there the picture before stands
 * @param leftOut what is recorded but in another codec or size, and so in no file with the rest
 * @param createdMs when it was ordered
 * @param builtMs when the file was written
 * @param checkedMs when the file was last read and compared with its digest
 * @param problem what is wrong with the file
 * @param orderedBy who asked for it
 * @param export what encoding anew has brought
 * @param thumbnail whether there is a still of it
 * @param preview whether there is a moving miniature of it
 */
public record ClipInfo(
    String id,
    String incident,
    String camera,
    String node,
    String state,
    Double progress,
    long fromMs,
    long toMs,
    long momentMs,
    Long startMs,
    Long endMs,
    Long startsAtKeyPictureMs,
    Double seconds,
    Long bytes,
    String sha256,
    Long pictures,
    List<Stretch> gaps,
    List<Stretch> leftOut,
    long createdMs,
    Long builtMs,
    Long checkedMs,
    String problem,
    String orderedBy,
    @JsonRawValue String export,
    boolean thumbnail,
    boolean preview) {

  /** A stretch of time. */
  public record Stretch(long fromMs, long toMs) {}

  static ClipInfo of(Clip clip, String node, Double progress, boolean thumbnail, boolean preview) {
    ClipContent c = clip.content();
    return new ClipInfo(
        clip.id(),
        clip.incident().isEmpty() ? null : clip.incident(),
        clip.camera(),
        node,
        state(clip),
        progress,
        millis(clip.fromMicros()),
        millis(clip.toMicros()),
        millis(clip.momentMicros()),
        c == null ? null : millis(c.startMicros()),
        c == null ? null : millis(c.endMicros()),
        c == null ? null : millis(c.startMicros() - c.leadMicros()),
        c == null ? null : c.seconds(),
        c == null ? null : c.bytes(),
        c == null ? null : c.sha256(),
        c == null ? null : c.pictures(),
        c == null ? null : stretches(c.gaps()),
        c == null ? null : stretches(c.leftOut()),
        clip.triggeredMillis(),
        c == null ? null : clip.builtMillis(),
        c == null ? null : clip.checkedMillis(),
        clip.damage(),
        clip.orderedBy(),
        clip.export(),
        thumbnail,
        preview);
  }

  private static String state(Clip clip) {
    if (clip.state() == Clip.State.COMPLETE && clip.content() == null) {
      return clip.export() == null ? "empty" : "failed";
    }
    return clip.state().name().toLowerCase(Locale.ROOT);
  }

  private static long millis(long micros) {
    return Math.floorDiv(micros, 1000);
  }

  private static List<Stretch> stretches(List<Span> spans) {
    return spans.stream()
        .map(span -> new Stretch(millis(span.fromMicros()), millis(span.toMicros())))
        .toList();
  }
}
