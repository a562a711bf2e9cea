package io.milepost.rsu.recording.playback;

import io.milepost.rsu.recording.playback.Boxes.Box;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the fragments of a segment file are; also of one that is being written, up to its last
 * whole fragment. Reads some hundred bytes a fragment, never the pictures.
 *
 * @param init {@code ftyp} and {@code moov} as they are in the file
 * @param tracks of the segment, the video track among them
 * @param fragments in the order of the file
 */
record FragmentMap(byte[] init, List<Track> tracks, List<Fragment> fragments) {
  /** A box header larger than this before the first fragment is no segment of ours. */
  private static final int MOST_INIT = 1 << 20;

  private static final int MOST_MOOF = 4 << 20;
  private static final int NOT_SYNC = 0x10000;
  private static final int TRUN_OFFSET = 0x1;
  private static final int TRUN_FIRST_FLAGS = 0x4;
  private static final int TRUN_DURATION = 0x100;
  private static final int TRUN_SIZE = 0x200;
  private static final int TRUN_FLAGS = 0x400;
  private static final int TRUN_COMPOSITION = 0x800;
  private static final int TFHD_BASE_OFFSET = 0x1;
  private static final int TFHD_DESCRIPTION = 0x2;
  private static final int TFHD_DURATION = 0x8;
  private static final int TFHD_SIZE = 0x10;
  private static final int TFHD_FLAGS = 0x20;

  /**
   * Reads a file.
   *
   * @throws IOException when it cannot be read or is not what the recorder writes
   */
  static FragmentMap read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new Reader(file, channel).read();
    }
  }

  Track video() {
    return tracks.stream().filter(Track::video).findFirst().orElseThrow();
  }

  /** Reads one file. */
  private static final class Reader {
    private final Path file;
    private final FileChannel channel;
    private final long size;
    private final ByteBuffer header = ByteBuffer.allocate(Boxes.HEADER);
    private final List<Fragment> fragments = new ArrayList<>();
    private List<Track> tracks = List.of();
    private byte[] init = new byte[0];
    private ByteBuffer moof;
    private long moofAt;

    Reader(Path file, FileChannel channel) throws IOException {
      this.file = file;
      this.channel = channel;
      this.size = channel.size();
    }

    FragmentMap read() throws IOException {
      long at = 0;
      while (at + Boxes.HEADER <= size) {
        header.clear();
        fill(header, at);
        long length = header.getInt(0) & 0xffffffffL;
        String type = Boxes.type(header, 4);
        if (length < Boxes.HEADER || length > size - at) {
          break;
        }
        box(type, at, length);
        at += length;
      }
      if (tracks.stream().noneMatch(Track::video)) {
        throw new IOException(file + " holds no video of this recorder");
      }
      return new FragmentMap(init, tracks, List.copyOf(fragments));
    }

    private void box(String type, long at, long length) throws IOException {
      switch (type) {
        case "moov" -> {
          init = piece(0, at + length, MOST_INIT).array();
          tracks = tracks(ByteBuffer.wrap(init), (int) at);
        }
        case "moof" -> {
          moof = piece(at, length, MOST_MOOF);
          moofAt = at;
        }
        case "mdat" -> {
          if (moof != null) {
            fragments.add(fragment((int) (at + length - moofAt)));
            moof = null;
          }
        }
        default -> {
          // Not of interest: what lies between is not sent.
        }
      }
    }

    private ByteBuffer piece(long at, long length, int most) throws IOException {
      if (length > most) {
        throw new IOException(file + " has a box of " + length + " bytes; it is damaged");
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) length);
      fill(bytes, at);
      return bytes;
    }

    private void fill(ByteBuffer into, long at) throws IOException {
      long from = at;
      while (into.hasRemaining()) {
        int n = channel.read(into, from);
        if (n < 0) {
          throw new IOException(file + " has become shorter while it was read");
        }
        from += n;
      }
      into.flip();
    }

    private static List<Track> tracks(ByteBuffer init, int moovAt) {
      Box moov = Boxes.between(init, moovAt, init.limit()).get(0);
      List<Track> found = new ArrayList<>();
      for (Box box : Boxes.in(init, moov)) {
        if (box.type().equals("trak")) {
          Box tkhd = Boxes.find(init, box, "tkhd").orElseThrow();
          Box mdhd = Boxes.find(init, box, "mdia", "mdhd").orElseThrow();
          Box hdlr = Boxes.find(init, box, "mdia", "hdlr").orElseThrow();
          int id = init.getInt(tkhd.content() + (version(init, tkhd) == 1 ? 20 : 12));
          int timescale = init.getInt(mdhd.content() + (version(init, mdhd) == 1 ? 20 : 12));
          boolean video = Boxes.type(init, hdlr.content() + 8).equals("vide");
          int[] defaults = defaults(init, moov, id);
          found.add(new Track(id, timescale, video, defaults[0], defaults[1]));
        }
      }
      return found;
    }

    private static int version(ByteBuffer piece, Box box) {
      return piece.get(box.content());
    }

    private static int[] defaults(ByteBuffer init, Box moov, int id) {
      for (Box trex :
          Boxes.find(init, moov, "mvex").map(each -> Boxes.in(init, each)).orElse(List.of())) {
        if (trex.type().equals("trex") && init.getInt(trex.content() + 4) == id) {
          return new int[] {init.getInt(trex.content() + 12), init.getInt(trex.content() + 20)};
        }
      }
      return new int[] {0, 0};
    }

    private Fragment fragment(int length) throws IOException {
      Box outer = Boxes.between(moof, 0, moof.limit()).get(0);
      int sequenceAt = Boxes.find(moof, outer, "mfhd").map(box -> box.content() + 4).orElse(-1);
      List<Fragment.Time> times = new ArrayList<>();
      Samples pictures = new Samples();
      for (Box traf : Boxes.in(moof, outer)) {
        if (!traf.type().equals("traf")) {
          continue;
        }
        Box tfhd = Boxes.find(moof, traf, "tfhd").orElseThrow();
        Box tfdt = Boxes.find(moof, traf, "tfdt").orElseThrow();
        int id = moof.getInt(tfhd.content() + 4);
        Track track = tracks.stream().filter(each -> each.id() == id).findFirst().orElseThrow();
        if (version(moof, tfdt) != 1) {
          throw new IOException(file + " has times of 32 bits; it is not from this recorder");
        }
        long ticks = moof.getLong(tfdt.content() + 4);
        times.add(new Fragment.Time(tfdt.content() + 4, track.timescale(), ticks));
        if (track.video()) {
          pictures.ticks = ticks;
          count(traf, tfhd, track, pictures);
        }
      }
      return new Fragment(
          moofAt,
          outer.length(),
          length,
          pictures.key,
          pictures.ticks,
          pictures.duration,
          pictures.composition,
          sequenceAt,
          List.copyOf(times));
    }

    private void count(Box traf, Box tfhd, Track track, Samples pictures) {
      int flags = moof.getInt(tfhd.content()) & 0xffffff;
      int at = tfhd.content() + 8;
      at += (flags & TFHD_BASE_OFFSET) != 0 ? 8 : 0;
      at += (flags & TFHD_DESCRIPTION) != 0 ? 4 : 0;
      int duration = track.sampleDuration();
      if ((flags & TFHD_DURATION) != 0) {
        duration = moof.getInt(at);
        at += 4;
      }
      at += (flags & TFHD_SIZE) != 0 ? 4 : 0;
      int sampleFlags = (flags & TFHD_FLAGS) != 0 ? moof.getInt(at) : track.sampleFlags();
      for (Box trun : Boxes.in(moof, traf)) {
        if (trun.type().equals("trun")) {
          run(trun, duration, sampleFlags, pictures);
        }
      }
    }

    private void run(Box trun, int standing, int standingFlags, Samples pictures) {
      int flags = moof.getInt(trun.content()) & 0xffffff;
      int count = moof.getInt(trun.content() + 4);
      int at = trun.content() + 8 + ((flags & TRUN_OFFSET) != 0 ? 4 : 0);
      int firstFlags = standingFlags;
      if ((flags & TRUN_FIRST_FLAGS) != 0) {
        firstFlags = moof.getInt(at);
        at += 4;
      }
      for (int i = 0; i < count && at <= trun.end(); i++) {
        long duration = standing;
        if ((flags & TRUN_DURATION) != 0) {
          duration = moof.getInt(at) & 0xffffffffL;
          at += 4;
        }
        at += (flags & TRUN_SIZE) != 0 ? 4 : 0;
        int sample = i == 0 ? firstFlags : standingFlags;
        if ((flags & TRUN_FLAGS) != 0) {
          sample = moof.getInt(at);
          at += 4;
        }
        int composition = 0;
        if ((flags & TRUN_COMPOSITION) != 0) {
          composition = moof.getInt(at);
          at += 4;
        }
        if (pictures.frames++ == 0) {
          pictures.key = (sample & NOT_SYNC) == 0;
          pictures.composition = composition;
        }
        pictures.duration += duration;
      }
    }
  }

  private static final class Samples {
    private long ticks;
    private long duration;
    private int composition;
    private int frames;
    private boolean key;
  }
}
