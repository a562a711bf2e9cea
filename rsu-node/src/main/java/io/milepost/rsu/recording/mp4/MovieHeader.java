package io.milepost.rsu.recording.mp4;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** The box {@code moov}, and what fragments add to it. One thread. */
final class MovieHeader {
  private static final int NOT_SYNC = 0x10000;
  private static final int TKHD_SIZE_FROM_END = 8;

  private final Map<Integer, Track> tracks = new LinkedHashMap<>();
  private final Map<Integer, int[]> defaults = new LinkedHashMap<>();

  private MovieHeader() {}

  static MovieHeader parse(ByteBuffer moov) throws IOException {
    MovieHeader header = new MovieHeader();
    for (Boxes.Box box : Boxes.in(moov)) {
      if (box.type().equals("trak")) {
        header.track(box.body());
      } else if (box.type().equals("mvex")) {
        header.standards(box.body());
      }
    }
    return header;
  }

  Collection<Track> tracks() {
    return tracks.values();
  }

  private void track(ByteBuffer trak) throws IOException {
    ByteBuffer tkhd = Boxes.need(trak, "tkhd");
    int id = tkhd.getInt(tkhd.get(0) == 1 ? 20 : 12);
    int end = tkhd.limit();
    ByteBuffer mdhd = Boxes.need(trak, "mdia", "mdhd");
    int timescale = mdhd.getInt(mdhd.get(0) == 1 ? 20 : 12);
    ByteBuffer hdlr = Boxes.need(trak, "mdia", "hdlr");
    byte[] kind = new byte[4];
    hdlr.get(8, kind);
    ByteBuffer stbl = Boxes.need(trak, "mdia", "minf", "stbl");
    ByteBuffer stsd =
        Boxes.find(stbl, "stsd").orElseThrow(() -> new IOException("it names no codec")).whole();
    byte[] description = new byte[stsd.remaining()];
    stsd.get(0, description);
    if (timescale <= 0) {
      throw new IOException("a track of it has no clock");
    }
    Track track =
        new Track(
            new String(kind, StandardCharsets.ISO_8859_1),
            timescale,
            tkhd.getInt(end - TKHD_SIZE_FROM_END) >>> 16,
            tkhd.getInt(end - TKHD_SIZE_FROM_END / 2) >>> 16,
            description,
            new Samples());
    SampleTable.read(stbl, track.samples());
    tracks.put(id, track);
  }

  /** Box {@code trex} (§8.8.3): what a fragment leaves out. */
  private void standards(ByteBuffer mvex) throws IOException {
    for (Boxes.Box box : Boxes.in(mvex)) {
      if (box.type().equals("trex")) {
        ByteBuffer b = box.body();
        defaults.put(b.getInt(4), new int[] {b.getInt(12), b.getInt(16), b.getInt(20)});
      }
    }
  }

  /** Adds what a {@code moof} describes; {@code at} is its place in the file. */
  void addFragment(ByteBuffer moof, long at) throws IOException {
    for (Boxes.Box box : Boxes.in(moof)) {
      if (box.type().equals("traf")) {
        fragment(box.body(), at);
      }
    }
  }

  /** Boxes {@code tfhd}, {@code tfdt} and {@code trun} (§8.8.7, §8.8.12, §8.8.8). */
  private void fragment(ByteBuffer traf, long moofAt) throws IOException {
    ByteBuffer tfhd = Boxes.need(traf, "tfhd");
    int flags = tfhd.getInt() & 0xffffff;
    int id = tfhd.getInt();
    Track track = tracks.get(id);
    if (track == null) {
      return;
    }
    int[] standard = defaults.getOrDefault(id, new int[3]).clone();
    long base = (flags & 1) != 0 ? tfhd.getLong() : moofAt;
    if ((flags & 2) != 0) {
      tfhd.getInt();
    }
    for (int i = 0; i < standard.length; i++) {
      if ((flags & 8 << i) != 0) {
        standard[i] = tfhd.getInt();
      }
    }
    ByteBuffer tfdt = Boxes.need(traf, "tfdt");
    Run run = new Run(track.samples(), standard);
    run.base = base;
    run.at = base;
    run.dts = tfdt.get(0) == 1 ? tfdt.getLong(4) : tfdt.getInt(4) & 0xffffffffL;
    for (Boxes.Box box : Boxes.in(traf)) {
      if (box.type().equals("trun")) {
        run.add(box.body());
      }
    }
  }

  private static final class Run {
    private final Samples samples;
    private final int[] standard;
    private long base;
    private long at;
    private long dts;

    Run(Samples samples, int[] standard) {
      this.samples = samples;
      this.standard = standard;
    }

    void add(ByteBuffer trun) {
      int flags = trun.getInt() & 0xffffff;
      int count = trun.getInt();
      if ((flags & 1) != 0) {
        at = base + trun.getInt();
      }
      int first = (flags & 4) != 0 ? trun.getInt() : standard[2];
      for (int i = 0; i < count; i++) {
        int duration = (flags & 0x100) != 0 ? trun.getInt() : standard[0];
        int size = (flags & 0x200) != 0 ? trun.getInt() : standard[1];
        int look = (flags & 0x400) != 0 ? trun.getInt() : i == 0 ? first : standard[2];
        int shift = (flags & 0x800) != 0 ? trun.getInt() : 0;
        samples.add(at, size, dts, shift, duration, (look & NOT_SYNC) == 0);
        at += size;
        dts += duration;
      }
    }
  }
}
