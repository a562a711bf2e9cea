package io.milepost.rsu.recording.mp4;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * The table of contents of an MP4: a segment, fragmented, which may still be growing, or a clip.
 * Only headers are read; what follows the last whole fragment is left out. Immutable.
 */
public final class RecordedFile {
  private static final int HEADER = 8;
  private static final int LARGE_HEADER = 16;
  private static final int MOST_HEADER_BYTES = 64 << 20;
  private static final int MOOV = fourcc("moov");
  private static final int MOOF = fourcc("moof");
  private static final int MDAT = fourcc("mdat");

  private final Path file;
  private final long length;
  private final List<Track> tracks;

  private RecordedFile(Path file, long length, List<Track> tracks) {
    this.file = file;
    this.length = length;
    this.tracks = tracks;
  }

  private static int fourcc(String name) {
    return name.charAt(0) << 24 | name.charAt(1) << 16 | name.charAt(2) << 8 | name.charAt(3);
  }

  /**
   * Reads the headers; blocks for the disk.
   *
   * @throws IOException with a sentence when it cannot be read or is no such file
   */
  public static RecordedFile read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new Reader(channel).read(file);
    } catch (BufferUnderflowException | IndexOutOfBoundsException | ArithmeticException e) {
      throw new IOException(file + " is damaged: a header says more than it holds", e);
    }
  }

  /** The file. */
  public Path file() {
    return file;
  }

  /** Bytes up to the end of what can be used. */
  public long length() {
    return length;
  }

  /** The track with pictures; empty when there is not one picture. */
  public Optional<Track> video() {
    return track(Track.VIDEO);
  }

  Optional<Track> sound() {
    return track(Track.SOUND);
  }

  private Optional<Track> track(String kind) {
    return tracks.stream()
        .filter(track -> track.kind().equals(kind) && track.samples().count() > 0)
        .findFirst();
  }

  private static final class Reader {
    private final FileChannel channel;
    private final long size;
    private MovieHeader movie;
    private long whole;

    Reader(FileChannel channel) throws IOException {
      this.channel = channel;
      size = channel.size();
    }

    RecordedFile read(Path file) throws IOException {
      long at = 0;
      long moofAt = -1;
      ByteBuffer moof = null;
      ByteBuffer header = ByteBuffer.allocate(LARGE_HEADER);
      while (at + HEADER <= size) {
        fill(header.clear(), at);
        header.flip();
        long boxSize = header.getInt() & 0xffffffffL;
        int type = header.getInt();
        if (boxSize == 1 && header.remaining() >= HEADER) {
          boxSize = header.getLong();
        }
        if (boxSize < HEADER || boxSize > size - at) {
          break;
        }
        if (type == MOOV) {
          movie = MovieHeader.parse(body(at, boxSize));
          whole = size;
        } else if (type == MOOF && movie != null) {
          moof = body(at, boxSize);
          moofAt = at;
        } else if (type == MDAT && moof != null) {
          movie.addFragment(moof, moofAt);
          moof = null;
          whole = at + boxSize;
        }
        at += boxSize;
      }
      if (movie == null) {
        throw new IOException(file + " is no MP4: it has no header");
      }
      return new RecordedFile(file, whole, List.copyOf(movie.tracks()));
    }

    private ByteBuffer body(long at, long boxSize) throws IOException {
      if (boxSize > MOST_HEADER_BYTES) {
        throw new IOException("a header of " + boxSize + " bytes is not read");
      }
      ByteBuffer body = ByteBuffer.allocate((int) boxSize - HEADER);
      fill(body, at + HEADER);
      return body.flip();
    }

    private void fill(ByteBuffer into, long at) throws IOException {
      long from = at;
      while (into.hasRemaining()) {
        int n = channel.read(into, from);
        if (n < 0) {
          return;
        }
        from += n;
      }
    }
  }
}
