package io.milepost.rsu.camera;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Every picture of a video file, in order, as fast as they are taken, none dropped. Times are those
 * of the video, whose own clock begins at zero. One thread; deterministic.
 */
public final class VideoFileReader implements AutoCloseable {
  private static final Duration LONGEST_CALL = Duration.ofSeconds(30);

  private final Interrupt interrupt = new Interrupt();
  private final AVPacket packet = avcodec.av_packet_alloc();
  private final Deque<AVFrame> ready = new ArrayDeque<>();
  private final Deque<Long> readyPts = new ArrayDeque<>();
  private final MediaSource source;
  private final FrameDecoder decoder;
  private final StreamInfo info;
  private boolean ended;
  private boolean first = true;
  private long firstPts;
  private long damaged;

  /**
   * Opens a file; no media folder is asked, the caller vouches for the path.
   *
   * @throws SourceException with a sentence when it holds no video that can be decoded
   */
  public VideoFileReader(Path file) {
    if (!Files.isRegularFile(file)) {
      close(null, null);
      throw new SourceException(
          SourceException.Kind.CONFIGURATION, "video file " + file + " does not exist");
    }
    MediaSource opened = null;
    try {
      interrupt.within(LONGEST_CALL);
      opened = SourceOpener.file(new SourceAddress("file", file.toString(), ""), file, interrupt);
      source = opened;
      info = opened.info();
      decoder = new FrameDecoder(info);
    } catch (RuntimeException e) {
      close(opened, null);
      throw e;
    }
  }

  /** What the file holds. Its parameters stay valid until the reader is closed. */
  public StreamInfo info() {
    return info;
  }

  /** Packets that could not be decoded so far. */
  public long damaged() {
    return damaged;
  }

  /**
   * Moves the next picture into a holder. Its time counts from the first picture, whatever the
   * container says; its UTC is the same.
   *
   * @return false at the end of the file
   * @throws SourceException when the file breaks off
   */
  public boolean next(VideoFrame into) {
    while (ready.isEmpty() && !ended) {
      interrupt.within(LONGEST_CALL);
      ended = !source.read(packet);
      if (!decoder.decode(ended ? null : packet, this::keep) && !ended) {
        damaged++;
      }
    }
    AVFrame picture = ready.poll();
    if (picture == null) {
      return false;
    }
    long now = System.nanoTime();
    into.clear();
    avutil.av_frame_move_ref(into.picture(), picture);
    avutil.av_frame_free(picture);
    into.ptsMicros = readyPts.poll();
    into.utcMillis = into.ptsMicros / 1000;
    into.arrivedNanos = now;
    into.decodedNanos = now;
    return true;
  }

  private void keep(AVFrame picture, long ptsMicros) {
    if (first) {
      first = false;
      firstPts = ptsMicros;
    }
    ready.add(avutil.av_frame_clone(picture));
    readyPts.add(ptsMicros - firstPts);
  }

  @Override
  public void close() {
    close(source, decoder);
  }

  private void close(MediaSource opened, FrameDecoder decoding) {
    ready.forEach(avutil::av_frame_free);
    ready.clear();
    if (decoding != null) {
      decoding.close();
    }
    if (opened != null) {
      opened.close();
    }
    avcodec.av_packet_free(packet);
    interrupt.close();
  }
}
