package io.milepost.rsu.recording.playback;

import io.milepost.rsu.recording.Footage;
import io.milepost.rsu.recording.mp4.Mp4Plan;
import io.milepost.rsu.recording.mp4.Slice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/** An interval as a plain MP4 with its index in front, as a clip of it would be. */
final class PlannedFile extends VirtualFile {
  private final Mp4Plan plan;
  private final List<Slice> media;
  private final long[] ends;
  private final int leftOut;

  PlannedFile(Footage.Found found) {
    plan = found.plan();
    media = plan.media();
    leftOut = found.leftOut().size();
    ends = new long[media.size()];
    long at = plan.header().length;
    for (int i = 0; i < ends.length; i++) {
      at += media.get(i).length();
      ends[i] = at;
    }
  }

  @Override
  public long length() {
    return plan.length();
  }

  @Override
  public long fromMicros() {
    return plan.facts().startMicros();
  }

  @Override
  public long toMicros() {
    return plan.facts().endMicros();
  }

  @Override
  public int leftOut() {
    return leftOut;
  }

  @Override
  public String etag() {
    CRC32 crc = new CRC32();
    crc.update(plan.header());
    return "\"" + Long.toHexString(crc.getValue()) + "-" + Long.toHexString(plan.length()) + "\"";
  }

  @Override
  int readSome(long at, ByteBuffer into) throws IOException {
    int header = plan.header().length;
    if (at < header) {
      int n = (int) Math.min(into.remaining(), header - at);
      into.put(plan.header(), (int) at, n);
      return n;
    }
    int i = Arrays.binarySearch(ends, at);
    i = i >= 0 ? i + 1 : -i - 1;
    if (i >= ends.length) {
      throw new IOException("the file has only " + length() + " bytes");
    }
    Slice slice = media.get(i);
    long inside = at - (ends[i] - slice.length());
    return read(slice.file(), slice.offset() + inside, into, slice.length() - inside);
  }
}
