package io.milepost.rsu.recording.playback;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/**
 * Playlists as text: HTTP Live Streaming, RFC 8216, with partial segments and blocking reload of
 * draft-pantos-hls-rfc8216bis (protocol version 9).
 */
final class HlsPlaylist {
  /** Fragments are cut after a second and the picture that exceeds it (SegmentWriter). */
  private static final double PART_TARGET = 1.2;

  /** Least distance from the end that rfc8216bis §4.4.3.8 allows, in part targets. */
  private static final double HOLD_BACK_PARTS = 3;

  private HlsPlaylist() {}

  /** A stretch of the past: complete, to be searched. */
  static String recorded(List<HlsEntry> entries, String query) {
    StringBuilder text = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:7\n");
    text.append("#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-INDEPENDENT-SEGMENTS\n");
    text.append("#EXT-X-TARGETDURATION:").append(target(entries)).append('\n');
    text.append("#EXT-X-MEDIA-SEQUENCE:0\n");
    segments(text, entries, query);
    return text.append("#EXT-X-ENDLIST\n").toString();
  }

  /**
   * What is being recorded now.
   *
   * @param sequence number of the first entry
   * @param breaksBefore breaks that have left the list
   */
  static String live(List<HlsEntry> entries, long sequence, long breaksBefore, String query) {
    double part = PART_TARGET;
    for (HlsEntry entry : entries) {
      for (HlsEntry.Part each : entry.parts()) {
        part = Math.max(part, each.seconds());
      }
    }
    StringBuilder text = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:9\n");
    text.append("#EXT-X-TARGETDURATION:").append(target(entries)).append('\n');
    text.append(
        String.format(
            Locale.ROOT,
            "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=%.3f%n",
            HOLD_BACK_PARTS * part));
    text.append(String.format(Locale.ROOT, "#EXT-X-PART-INF:PART-TARGET=%.3f%n", part));
    text.append("#EXT-X-MEDIA-SEQUENCE:").append(sequence).append('\n');
    text.append("#EXT-X-DISCONTINUITY-SEQUENCE:").append(breaksBefore).append('\n');
    segments(text, entries, query);
    return text.toString();
  }

  private static long target(List<HlsEntry> entries) {
    return Math.max(1, Math.round(entries.stream().mapToDouble(HlsEntry::seconds).max().orElse(1)));
  }

  private static void segments(StringBuilder text, List<HlsEntry> entries, String query) {
    long init = Long.MIN_VALUE;
    for (int i = 0; i < entries.size(); i++) {
      HlsEntry entry = entries.get(i);
      if (entry.breaks() && i > 0) {
        text.append("#EXT-X-DISCONTINUITY\n");
      }
      if (entry.init() != init || entry.breaks()) {
        init = entry.init();
        text.append("#EXT-X-MAP:URI=\"").append(init).append("-init.mp4").append(query);
        text.append("\"\n");
      }
      Instant start = Instant.EPOCH.plus(entry.start(), ChronoUnit.MICROS);
      text.append("#EXT-X-PROGRAM-DATE-TIME:").append(start.truncatedTo(ChronoUnit.MILLIS));
      text.append('\n');
      for (int n = 0; n < entry.parts().size(); n++) {
        part(text, entry, n, query);
      }
      if (entry.complete()) {
        text.append(String.format(Locale.ROOT, "#EXTINF:%.5f,%n", entry.seconds()));
        text.append(entry.start()).append(".m4s").append(query).append('\n');
      }
    }
  }

  private static void part(StringBuilder text, HlsEntry entry, int n, String query) {
    HlsEntry.Part part = entry.parts().get(n);
    text.append(String.format(Locale.ROOT, "#EXT-X-PART:DURATION=%.5f,URI=\"", part.seconds()));
    text.append(entry.start()).append('-').append(n).append(".m4s").append(query).append('"');
    text.append(part.independent() ? ",INDEPENDENT=YES\n" : "\n");
  }
}
