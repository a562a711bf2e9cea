package io.milepost.simulator.video;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open;

import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;

/** Writes frames to an H.264 MP4 file. Closing finishes the file. Not thread-safe. */
public final class Mp4Writer implements AutoCloseable {
  private final H264Encoder encoder;
  private final AVFormatContext output = new AVFormatContext(null);
  private final AVIOContext file = new AVIOContext(null);
  private final AVStream stream;
  private boolean open;
  private long frames;

  /** Creates or replaces a file. */
  public Mp4Writer(Path path, int width, int height, int fps) throws IOException {
    encoder = new H264Encoder(width, height, fps, true);
    boolean done = false;
    try {
      Ffmpeg.check(
          avformat_alloc_output_context2(output, null, "mp4", null), "prepare an MP4 file");
      stream = avformat_new_stream(output, null);
      avcodec_parameters_from_context(stream.codecpar(), encoder.context());
      stream.time_base(encoder.context().time_base());
      stream.avg_frame_rate(encoder.context().framerate());
      Ffmpeg.check(avio_open(file, path.toString(), AVIO_FLAG_WRITE), "write " + path);
      output.pb(file);
      Ffmpeg.check(avformat_write_header(output, (AVDictionary) null), "write " + path);
      open = true;
      done = true;
    } finally {
      if (!done) {
        release();
      }
    }
  }

  /** Adds the next frame, 0xRRGGBB by rows. */
  public void write(int[] pixels) throws IOException {
    encoder.encode(pixels, frames++, this::mux);
  }

  private void mux(AVPacket packet) throws IOException {
    av_packet_rescale_ts(packet, encoder.context().time_base(), stream.time_base());
    packet.stream_index(0);
    Ffmpeg.check(av_interleaved_write_frame(output, packet), "write the video");
  }

  @Override
  public void close() throws IOException {
    if (!open) {
      return;
    }
    open = false;
    try {
      encoder.finish(this::mux);
      Ffmpeg.check(av_write_trailer(output), "finish the video");
    } finally {
      release();
    }
  }

  private void release() {
    if (!file.isNull()) {
      avio_closep(file);
    }
    avformat_free_context(output);
    encoder.close();
  }
}
