package io.milepost.rsu.recording.mp4;

import java.util.List;

/**
 * Writes all of an MP4 that comes before its media (ISO/IEC 14496-12): the index in front, as
 * browsers want it, and 64-bit offsets, so that the size of the header does not depend on where
 * things lie.
 */
final class Mp4Header {
  /** Ticks of the movie's own clock: microseconds would not fit players that read 32 bits. */
  private static final int MOVIE_SCALE = 90_000;

  /** Seconds from 1904, the clock of MP4, to 1970. */
  private static final long SECONDS_1904 = 2_082_844_800L;

  private static final int UNITY = 0x10000;
  private static final int UNDETERMINED = 0x55c4;
  private static final int LARGE_HEADER = 16;
  private static final int ENABLED_IN_MOVIE = 3;
  private static final long CHUNK_BYTES = 1 << 20;

  private final Mp4Plan.Facts facts;
  private BoxWriter out;
  private long mediaAt;

  private Mp4Header(Mp4Plan.Facts facts) {
    this.facts = facts;
  }

  /** The bytes up to the first of the media. */
  static byte[] of(Mp4Plan.Facts facts, Reel video, Reel sound, List<Slice> slices) {
    long media = slices.stream().mapToLong(Slice::length).sum();
    Mp4Header header = new Mp4Header(facts);
    byte[] measured = header.write(video, sound, media);
    header.mediaAt = measured.length;
    return header.write(video, sound, media);
  }

  private byte[] write(Reel video, Reel sound, long media) {
    out = new BoxWriter();
    out.begin("ftyp").text("isom").i32(0x200).text("isomiso2mp41").end();
    out.begin("moov");
    movie(sound == null ? 2 : 3);
    track(1, video);
    if (sound != null) {
      track(2, sound);
    }
    out.end();
    out.i32(1).text("mdat").i64(media + LARGE_HEADER);
    return out.done();
  }

  private long created() {
    return facts.startMicros() / 1_000_000 + SECONDS_1904;
  }

  private long length(int scale) {
    return Mp4Cut.ticks(facts.endMicros(), scale) - Mp4Cut.ticks(facts.startMicros(), scale);
  }

  private void matrix() {
    out.i32(UNITY).zeros(12).i32(UNITY).zeros(12).i32(1 << 30);
  }

  private void movie(int nextTrack) {
    out.beginFull("mvhd", 1, 0).i64(created()).i64(created()).i32(MOVIE_SCALE);
    out.i64(length(MOVIE_SCALE)).i32(UNITY).i16(0x100).zeros(10);
    matrix();
    out.zeros(24).i32(nextTrack).end();
  }

  private void track(int id, Reel reel) {
    Track track = reel.track;
    boolean video = track.kind().equals(Track.VIDEO);
    out.begin("trak");
    out.beginFull("tkhd", 1, ENABLED_IN_MOVIE).i64(created()).i64(created()).i32(id).i32(0);
    out.i64(length(MOVIE_SCALE)).zeros(12).i16(video ? 0 : 0x100).i16(0);
    matrix();
    out.i32(track.width() << 16).i32(track.height() << 16).end();
    edits(reel);
    out.begin("mdia");
    long sum = reel.dts[reel.count - 1] - reel.dts[0] + reel.duration(reel.count - 1);
    out.beginFull("mdhd", 1, 0).i64(created()).i64(created()).i32(track.timescale()).i64(sum);
    out.i16(UNDETERMINED).i16(0).end();
    out.beginFull("hdlr", 0, 0).i32(0).text(track.kind()).zeros(13).end();
    out.begin("minf");
    if (video) {
      out.beginFull("vmhd", 0, 1).zeros(8).end();
    } else {
      out.beginFull("smhd", 0, 0).zeros(4).end();
    }
    out.begin("dinf").beginFull("dref", 0, 0).i32(1).beginFull("url ", 0, 1).end().end().end();
    out.begin("stbl").raw(track.description());
    samples(reel);
    out.end().end().end().end();
  }

  /** The edit list (§8.6.6): what is shown of the track, and when it begins. */
  private void edits(Reel reel) {
    int scale = reel.track.timescale();
    long start = Mp4Cut.ticks(facts.startMicros(), scale) - reel.dts[0];
    out.begin("edts").beginFull("elst", 1, 0);
    if (start < 0) {
      long empty = -start * MOVIE_SCALE / scale;
      out.i32(2).i64(empty).i64(-1).i32(UNITY);
      out.i64(Math.max(0, length(MOVIE_SCALE) - empty)).i64(0).i32(UNITY);
    } else {
      out.i32(1).i64(length(MOVIE_SCALE)).i64(start).i32(UNITY);
    }
    out.end().end();
  }

  private void samples(Reel reel) {
    int n = reel.count;
    runs("stts", 0, n, reel::duration);
    boolean shifted = false;
    boolean allKeys = true;
    for (int i = 0; i < n; i++) {
      shifted |= reel.shift(i) != 0;
      allKeys &= reel.isKey(i);
    }
    if (shifted) {
      runs("ctts", 1, n, reel::shift);
    }
    if (!allKeys) {
      keys(reel);
    }
    out.beginFull("stsz", 0, 0).i32(0).i32(n);
    for (int i = 0; i < n; i++) {
      out.i32(reel.size(i));
    }
    out.end();
    chunks(reel);
  }

  private interface Value {
    long of(int i);
  }

  private void runs(String type, int version, int n, Value value) {
    out.beginFull(type, version, 0);
    int countAt = out.mark();
    out.i32(0);
    int runs = 0;
    for (int i = 0; i < n; ) {
      long v = value.of(i);
      int same = i + 1;
      while (same < n && value.of(same) == v) {
        same++;
      }
      out.i32(same - i).i32((int) v);
      runs++;
      i = same;
    }
    out.patch(countAt, runs);
    out.end();
  }

  private void keys(Reel reel) {
    out.beginFull("stss", 0, 0);
    int countAt = out.mark();
    out.i32(0);
    int count = 0;
    for (int i = 0; i < reel.count; i++) {
      if (reel.isKey(i)) {
        out.i32(i + 1);
        count++;
      }
    }
    out.patch(countAt, count);
    out.end();
  }

  /** Boxes {@code stsc} and {@code co64}: a chunk ends where the next sample lies elsewhere. */
  private void chunks(Reel reel) {
    BoxWriter offsets = new BoxWriter();
    int chunks = 0;
    out.beginFull("stsc", 0, 0);
    int countAt = out.mark();
    out.i32(0);
    int entries = 0;
    int before = -1;
    for (int i = 0; i < reel.count; ) {
      long begin = reel.place[i];
      int next = i + 1;
      while (next < reel.count
          && reel.place[next] == reel.place[next - 1] + reel.size(next - 1)
          && reel.place[next] - begin < CHUNK_BYTES) {
        next++;
      }
      offsets.i64(mediaAt + begin);
      chunks++;
      if (next - i != before) {
        before = next - i;
        out.i32(chunks).i32(before).i32(1);
        entries++;
      }
      i = next;
    }
    out.patch(countAt, entries);
    out.end();
    out.beginFull("co64", 0, 0).i32(chunks).raw(offsets.done()).end();
  }
}
