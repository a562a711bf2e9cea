package io.milepost.rsu.recording;

import io.milepost.rsu.camera.PacketFile;
import io.milepost.rsu.camera.SourceException;
import io.milepost.rsu.camera.StreamInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts a clip out of the segments by copying packets, the segment being written included. It begins
 * at the last key picture at or before the time asked for; where recording had a gap, the picture
 * before it stands until the one after it, so that every picture keeps its UTC. Where the camera
 * changed codec or size, only the part around the incident is taken: one file cannot hold both.
 */
final class ClipBuilder {
  private static final Logger LOG = LoggerFactory.getLogger(ClipBuilder.class);

  private final Path segmentFolder;
  private final SegmentIndex index;

  ClipBuilder(Path segmentFolder, SegmentIndex index) {
    this.segmentFolder = segmentFolder;
    this.index = index;
  }

  /**
   * Builds and probes; blocks for the disk. The file appears whole or not at all.
   *
   * @return what it holds; empty when nothing is recorded of that time
   * @throws IOException with a sentence when it cannot be built
   */
  Optional<ClipContent> build(Clip clip, Path target) throws IOException {
    Files.createDirectories(target.getParent());
    Path part = target.resolveSibling(target.getFileName() + ".part");
    Cut cut = new Cut(clip, part);
    try {
      for (Segment each : matching(clip)) {
        cut.add(each);
      }
      if (!cut.finish()) {
        return Optional.empty();
      }
      double seconds = ClipProbe.seconds(part);
      ClipContent content =
          new ClipContent(
              cut.startMicros,
              cut.startMicros + Math.round(seconds * 1e6),
              seconds,
              Files.size(part),
              Digests.sha256(part));
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return Optional.of(content);
    } catch (SourceException e) {
      throw new IOException("clip " + clip.id() + " failed its check: " + e.getMessage(), e);
    } finally {
      cut.close();
      Files.deleteIfExists(part);
    }
  }

  /** Segments that go into one file together with the one of the incident's moment. */
  private List<Segment> matching(Clip clip) throws IOException {
    List<Segment> all = index.overlapping(clip.camera(), clip.fromMicros(), clip.toMicros());
    List<Segment> readable = new ArrayList<>();
    List<String> kinds = new ArrayList<>();
    String wanted = null;
    for (Segment each : all) {
      try (PacketFile packets = open(each)) {
        if (packets == null) {
          continue;
        }
        String kind = kind(packets.info());
        readable.add(each);
        kinds.add(kind);
        wanted = wanted == null || each.startMicros() <= clip.momentMicros() ? kind : wanted;
      } catch (SourceException e) {
        LOG.warn("segment left out of clip={} reason={}", clip.id(), e.getMessage());
      }
    }
    List<Segment> chosen = new ArrayList<>();
    for (int i = 0; i < readable.size(); i++) {
      if (kinds.get(i).equals(wanted)) {
        chosen.add(readable.get(i));
      }
    }
    return chosen;
  }

  private static String kind(StreamInfo info) {
    AVCodecParameters p = info.parameters();
    byte[] extra = new byte[p.extradata_size()];
    if (extra.length > 0) {
      p.extradata().get(extra);
    }
    return info.codec() + info.width() + "x" + info.height() + java.util.Arrays.hashCode(extra);
  }

  private PacketFile open(Segment segment) throws IOException {
    Path file = segmentFolder.resolve(segment.path());
    if (Files.notExists(file)) {
      return null;
    }
    long length = FragmentedFile.wholeLength(file);
    return length == 0 ? null : PacketFile.upTo(file, length);
  }

  /** One clip in the making. */
  private final class Cut implements AutoCloseable {
    private final Clip clip;
    private final Path part;
    private final List<AVPacket> lead = new ArrayList<>();
    private final List<Long> leadDts = new ArrayList<>();
    private ClipMuxer muxer;
    private long startMicros;
    private long startDts;
    private boolean started;

    Cut(Clip clip, Path part) {
      this.clip = clip;
      this.part = part;
    }

    void add(Segment segment) throws IOException {
      try (PacketFile packets = open(segment)) {
        if (packets == null) {
          return;
        }
        AVPacket packet = packets.next();
        if (packet == null) {
          return;
        }
        if (muxer == null) {
          muxer = new ClipMuxer(part, packets.info().parameters());
        }
        long toUtc = segment.startMicros() - packet.pts();
        while (packet != null) {
          add(packet, toUtc);
          packet = packets.next();
        }
      }
    }

    private void add(AVPacket packet, long toUtc) throws IOException {
      long utc = packet.pts() + toUtc;
      // By decode time: a picture shown later may be needed to decode one that is shown in time.
      if (packet.dts() + toUtc > clip.toMicros()) {
        return;
      }
      if (started) {
        muxer.write(packet, packet.dts() + toUtc - startDts);
        return;
      }
      boolean key = (packet.flags() & avcodec.AV_PKT_FLAG_KEY) != 0;
      if (key && (utc <= clip.fromMicros() || lead.isEmpty())) {
        dropLead();
        startMicros = utc;
        startDts = packet.dts() + toUtc;
      }
      if (key || !lead.isEmpty()) {
        lead.add(avcodec.av_packet_clone(packet));
        leadDts.add(packet.dts() + toUtc);
      }
      if (utc >= clip.fromMicros()) {
        writeLead();
      }
    }

    private void writeLead() throws IOException {
      for (int i = 0; i < lead.size(); i++) {
        started = true;
        muxer.write(lead.get(i), leadDts.get(i) - startDts);
      }
      dropLead();
    }

    private void dropLead() {
      lead.forEach(avcodec::av_packet_free);
      lead.clear();
      leadDts.clear();
    }

    /** False when there was nothing. */
    boolean finish() throws IOException {
      if (!started || muxer == null) {
        return false;
      }
      muxer.finish();
      return true;
    }

    @Override
    public void close() throws IOException {
      dropLead();
      if (muxer != null) {
        muxer.close();
      }
    }
  }
}
