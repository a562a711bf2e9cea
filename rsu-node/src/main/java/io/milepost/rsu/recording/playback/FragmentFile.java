package io.milepost.rsu.recording.playback;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Fragments of a segment with UTC as their time and new numbers: what HLS calls a segment or a
 * part. Times and numbers are changed in their place, so that no length changes.
 */
final class FragmentFile extends VirtualFile {
  private final Piece piece;
  private final List<Part> parts = new ArrayList<>();
  private final long length;
  private Part open;
  private ByteBuffer openMoof;

  private record Part(Fragment fragment, long at, int number) {}

  FragmentFile(Piece piece) {
    this.piece = piece;
    long at = 0;
    for (Fragment fragment : piece.chosen()) {
      parts.add(new Part(fragment, at, parts.size() + 1));
      at += fragment.length();
    }
    length = at;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public long fromMicros() {
    return piece.fromMicros();
  }

  @Override
  public long toMicros() {
    return piece.toMicros();
  }

  @Override
  public int leftOut() {
    return 0;
  }

  @Override
  public String etag() {
    Fragment first = parts.get(0).fragment();
    return "\""
        + Long.toHexString(piece.segment().startMicros())
        + "-"
        + Long.toHexString(first.offset())
        + "-"
        + Long.toHexString(length)
        + "\"";
  }

  @Override
  int readSome(long at, ByteBuffer into) throws IOException {
    Part part = partAt(at);
    Fragment fragment = part.fragment();
    long inside = at - part.at();
    if (inside < fragment.moofLength()) {
      ByteBuffer moof = moof(part);
      int n = (int) Math.min(into.remaining(), fragment.moofLength() - inside);
      into.put(into.position(), moof, (int) inside, n).position(into.position() + n);
      return n;
    }
    return read(piece.file(), fragment.offset() + inside, into, fragment.length() - inside);
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
      ByteBuffer bytes = ByteBuffer.allocate(part.fragment().moofLength());
      long at = part.fragment().offset();
      while (bytes.hasRemaining()) {
        at += read(piece.file(), at, bytes, bytes.remaining());
      }
      bytes.flip();
      patch(bytes, part);
      openMoof = bytes;
      open = part;
    }
    return openMoof;
  }

  private void patch(ByteBuffer moof, Part part) {
    if (part.fragment().sequenceAt() >= 0) {
      moof.putInt(part.fragment().sequenceAt(), part.number());
    }
    long shift = piece.decodeUtc(0);
    for (Fragment.Time time : part.fragment().times()) {
      long whole = Math.floorDiv(shift, 1_000_000L) * time.timescale();
      long rest = Math.floorMod(shift, 1_000_000L) * time.timescale() / 1_000_000L;
      moof.putLong(time.at(), Math.max(0, time.ticks() + whole + rest));
    }
  }
}
