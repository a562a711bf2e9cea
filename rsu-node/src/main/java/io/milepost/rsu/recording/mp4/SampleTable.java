package io.milepost.rsu.recording.mp4;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The box {@code stbl} of a file that is not fragmented (ISO/IEC 14496-12 §8.5 to §8.7). */
final class SampleTable {
  private SampleTable() {}

  /** Adds what the table holds; a fragmented file's table is empty. */
  static void read(ByteBuffer stbl, Samples into) throws IOException {
    Optional<Boxes.Box> stsz = Boxes.find(stbl, "stsz");
    if (stsz.isEmpty() || stsz.get().body().getInt(8) == 0) {
      return;
    }
    ByteBuffer sizes = stsz.get().body();
    int same = sizes.getInt(4);
    int count = sizes.getInt(8);
    Runs durations = new Runs(Boxes.need(stbl, "stts"));
    Optional<Boxes.Box> ctts = Boxes.find(stbl, "ctts");
    Runs shifts = ctts.isPresent() ? new Runs(ctts.get().body()) : null;
    Optional<Boxes.Box> stss = Boxes.find(stbl, "stss");
    ByteBuffer keys = stss.isPresent() ? stss.get().body() : null;
    int nextKey = 0;
    Chunks chunks = new Chunks(stbl);
    long dts = 0;
    for (int i = 0; i < count; i++) {
      int size = same != 0 ? same : sizes.getInt(12 + 4 * i);
      int duration = durations.next();
      boolean key = keys == null;
      if (keys != null && nextKey < keys.getInt(4) && keys.getInt(8 + 4 * nextKey) == i + 1) {
        key = true;
        nextKey++;
      }
      into.add(chunks.next(size), size, dts, shifts == null ? 0 : shifts.next(), duration, key);
      dts += duration;
    }
  }

  /** Pairs of count and value. */
  private static final class Runs {
    private final ByteBuffer box;
    private int at = 8;
    private int used;

    Runs(ByteBuffer box) {
      this.box = box;
    }

    int next() {
      while (used == box.getInt(at)) {
        at += 8;
        used = 0;
      }
      used++;
      return box.getInt(at + 4);
    }
  }

  /** Where the next sample lies. */
  private static final class Chunks {
    private final ByteBuffer stsc;
    private final ByteBuffer offsets;
    private final boolean wide;
    private int chunk = -1;
    private int run;
    private int left;
    private long at;

    Chunks(ByteBuffer stbl) throws IOException {
      stsc = Boxes.need(stbl, "stsc");
      Optional<Boxes.Box> co64 = Boxes.find(stbl, "co64");
      wide = co64.isPresent();
      offsets = wide ? co64.get().body() : Boxes.need(stbl, "stco");
    }

    long next(int size) {
      while (left == 0) {
        chunk++;
        if (run + 1 < stsc.getInt(4) && stsc.getInt(8 + 12 * (run + 1)) == chunk + 1) {
          run++;
        }
        left = stsc.getInt(8 + 12 * run + 4);
        at = wide ? offsets.getLong(8 + 8 * chunk) : offsets.getInt(8 + 4 * chunk) & 0xffffffffL;
      }
      left--;
      long mine = at;
      at += size;
      return mine;
    }
  }
}
