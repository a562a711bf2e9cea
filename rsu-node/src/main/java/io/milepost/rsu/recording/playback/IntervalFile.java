package io.milepost.rsu.recording.playback;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An interval as one MP4 that exists nowhere: header, an index of subsegments ({@code sidx},
 * ISO/IEC 14496-12 §8.16.3) so that players can seek, then the fragments of the segments with their
 * decode times moved to the interval's beginning. Its length is known before a byte is read, and
 * any range of it can be read alone. Where recording had a gap the times have it too: the picture
 * before stands. One thread; reading blocks for the disk.
 */
public final class IntervalFile implements AutoCloseable {
  private static final int SIDX_FIXED = 40;
  private static final int SIDX_ENTRY = 12;

  /** An index entry has 31 bits for the bytes and 16 bits for their number. */
  private static final int MOST_ENTRIES = 65_535;

  private static final int STARTS_WITH_KEY = 0x9000_0000;

  private final Interval interval;
  private final byte[] head;
  private final List<Part> parts;
  private final long length;
  private Part open;
  private ByteBuffer openMoof;
  private FileChannel channel;
  private Path channelOf;

  /** One fragment in the file. */
  private record Part(Piece piece, Fragment fragment, long at, long shiftMicros, int number) {}

  private IntervalFile(Interval interval, byte[] head, List<Part> parts, long length) {
    this.interval = interval;
    this.head = head;
    this.parts = parts;
    this.length = length;
  }

  /**
   * An interval that is not empty, as a file of its own that begins at time 0.
   *
   * @throws IOException when it has more fragments than an index can name
   */
  static IntervalFile whole(Interval interval) throws IOException {
    Piece first = interval.pieces().get(0);
    int fragments = interval.pieces().stream().mapToInt(piece -> piece.chosen().size()).sum();
    if (fragments > MOST_ENTRIES) {
      throw new IOException("the interval has " + fragments + " fragments; ask for a shorter one");
    }
    byte[] init = first.map().init();
    int headLength = init.length + SIDX_FIXED + SIDX_ENTRY * fragments;
    long origin = first.decodeUtc(first.chosen().get(0).ticks());
    IntervalFile file = of(interval, Arrays.copyOf(init, headLength), origin);
    file.writeIndex(ByteBuffer.wrap(file.head, init.length, headLength - init.length), first);
    return file;
  }

  /** Fragments without a header, with UTC as their time: what HLS calls a segment or a part. */
  static IntervalFile bare(Piece piece) throws IOException {
    return of(new Interval(List.of(piece), List.of()), new byte[0], 0);
  }

  private static IntervalFile of(Interval interval, byte[] head, long originMicros) {
    List<Part> parts = new ArrayList<>();
    long at = head.length;
    for (Piece piece : interval.pieces()) {
      long shift = piece.decodeUtc(0) - originMicros;
      for (Fragment fragment : piece.chosen()) {
        parts.add(new Part(piece, fragment, at, shift, parts.size() + 1));
        at += fragment.length();
      }
    }
    return new IntervalFile(interval, head, parts, at);
  }

  private static long moved(Fragment.Time time, long shiftMicros) {
    long whole = Math.floorDiv(shiftMicros, 1_000_000L) * time.timescale();
    long rest = Math.floorMod(shiftMicros, 1_000_000L) * time.timescale() / 1_000_000L;
    return Math.max(0, time.ticks() + whole + rest);
  }

  private static Fragment.Time picture(Fragment fragment, Track video) {
    return new Fragment.Time(0, video.timescale(), fragment.ticks());
  }

  private void writeIndex(ByteBuffer out, Piece first) {
    Track video = first.map().video();
    out.putInt(out.remaining());
    out.put(new byte[] {'s', 'i', 'd', 'x'}).putInt(1 << 24);
    out.putInt(video.id()).putInt(video.timescale());
    out.putLong(first.chosen().get(0).composition()).putLong(0);
    out.putShort((short) 0).putShort((short) parts.size());
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      long begin = moved(picture(part.fragment(), video), part.shiftMicros());
      long end = begin + part.fragment().duration();
      if (i + 1 < parts.size()) {
        Part next = parts.get(i + 1);
        end = moved(picture(next.fragment(), video), next.shiftMicros());
      }
      out.putInt(part.fragment().length()).putInt((int) Math.max(0, end - begin));
      out.putInt(part.fragment().key() ? STARTS_WITH_KEY : 0);
    }
  }

  /** Bytes of the whole file. */
  public long length() {
    return length;
  }

  /** UTC of the first picture, microseconds; at most a group of pictures before the time asked. */
  public long fromMicros() {
    return interval.fromMicros();
  }

  /** UTC of the end of the last picture, microseconds. */
  public long toMicros() {
    return interval.toMicros();
  }

  /** Segments of the interval that are not in the file. */
  public int leftOut() {
    return interval.leftOut().size();
  }

  /** Changes when the file would: another segment, or one that has grown. */
  public String etag() {
    long hash = length;
    for (Part part : parts) {
      hash = hash * 31 + part.piece().segment().id();
      hash = hash * 31 + part.fragment().offset();
    }
    return "\"" + Long.toHexString(hash) + "\"";
  }

  /**
   * Fills the buffer from this place of the file on.
   *
   * @throws IOException when a segment has gone or the place lies outside
   */
  public void read(long from, ByteBuffer into) throws IOException {
    long at = from;
    while (into.hasRemaining()) {
      int before = into.position();
      if (at < head.length) {
        int n = (int) Math.min(into.remaining(), head.length - at);
        into.put(head, (int) at, n);
      } else {
        readPart(at, into);
      }
      at += into.position() - before;
    }
  }

  private void readPart(long at, ByteBuffer into) throws IOException {
    Part part = partAt(at);
    long inside = at - part.at();
    Fragment fragment = part.fragment();
    if (inside < fragment.moofLength()) {
      ByteBuffer moof = moof(part);
      int n = (int) Math.min(into.remaining(), fragment.moofLength() - inside);
      into.put(into.position(), moof, (int) inside, n).position(into.position() + n);
      return;
    }
    int limit = into.limit();
    into.limit(into.position() + (int) Math.min(into.remaining(), fragment.length() - inside));
    try {
      readFile(part, inside, into);
    } finally {
      into.limit(limit);
    }
  }

  private Part partAt(long at) throws IOException {
    if (at >= length) {
      throw new IOException("the file has only " + length + " bytes");
    }
    int low = 0;
    int high = parts.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (parts.get(middle).at() <= at) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return parts.get(low);
  }

  private ByteBuffer moof(Part part) throws IOException {
    if (open != part) {
      openMoof = ByteBuffer.allocate(part.fragment().moofLength());
      readFile(part, 0, openMoof);
      openMoof.flip();
      patch(openMoof, part.fragment(), part.shiftMicros(), part.number());
      open = part;
    }
    return openMoof;
  }

  /** Moves the times of a fragment's {@code moof} and numbers it. */
  static void patch(ByteBuffer moof, Fragment fragment, long shiftMicros, int number) {
    if (fragment.sequenceAt() >= 0) {
      moof.putInt(fragment.sequenceAt(), number);
    }
    for (Fragment.Time time : fragment.times()) {
      moof.putLong(time.at(), moved(time, shiftMicros));
    }
  }

  private void readFile(Part part, long inside, ByteBuffer into) throws IOException {
    Path file = part.piece().file();
    if (!file.equals(channelOf)) {
      close();
      channel = FileChannel.open(file, StandardOpenOption.READ);
      channelOf = file;
    }
    long at = part.fragment().offset() + inside;
    while (into.hasRemaining()) {
      int n = channel.read(into, at);
      if (n < 0) {
        throw new IOException(file + " has become shorter while it was read");
      }
      at += n;
    }
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
      channelOf = null;
    }
  }
}
