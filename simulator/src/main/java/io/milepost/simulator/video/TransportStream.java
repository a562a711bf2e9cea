package io.milepost.simulator.video;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avformat.av_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_close_dyn_buf;
import static org.bytedeco.ffmpeg.global.avformat.avio_flush;
import static org.bytedeco.ffmpeg.global.avformat.avio_open_dyn_buf;
import static org.bytedeco.ffmpeg.global.avutil.av_free;

import java.io.IOException;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.BytePointer;

/**
 * Turns frames into the bytes of an H.264 MPEG transport stream, a chunk a frame. PTS are exact and
 * begin at 0. Not thread-safe.
 */
public final class TransportStream implements AutoCloseable {
  private final H264Encoder encoder;
  private final AVFormatContext output = new AVFormatContext(null);
  private final AVStream stream;
  private boolean open = true;

  /** Opens the encoder and the multiplexer. */
  public TransportStream(int width, int height, int fps) throws IOException {
    encoder = new H264Encoder(width, height, fps, false);
    boolean done = false;
    AVIOContext buffer = new AVIOContext(null);
    try {
      Ffmpeg.check(
          avformat_alloc_output_context2(output, null, "mpegts", null), "prepare a stream");
      output.max_delay(0);
      stream = avformat_new_stream(output, null);
      avcodec_parameters_from_context(stream.codecpar(), encoder.context());
      stream.time_base(encoder.context().time_base());
      Ffmpeg.check(avio_open_dyn_buf(buffer), "allocate a buffer");
      output.pb(buffer);
      Ffmpeg.check(avformat_write_header(output, (AVDictionary) null), "begin a stream");
      take(buffer);
      done = true;
    } finally {
      if (!done) {
        close();
      }
    }
  }

  /**
   * Encodes a frame.
   *
   * @param number of the frame from the start, which is its time in 1/fps s; may skip, never
   *     repeats
   * @return bytes to send on
   */
  public byte[] encode(int[] pixels, long number) throws IOException {
    AVIOContext buffer = new AVIOContext(null);
    Ffmpeg.check(avio_open_dyn_buf(buffer), "allocate a buffer");
    output.pb(buffer);
    try {
      encoder.encode(pixels, number, this::mux);
    } catch (IOException e) {
      take(buffer);
      throw e;
    }
    return take(buffer);
  }

  private void mux(AVPacket packet) throws IOException {
    av_packet_rescale_ts(packet, encoder.context().time_base(), stream.time_base());
    packet.stream_index(0);
    Ffmpeg.check(av_write_frame(output, packet), "write the stream");
  }

  private byte[] take(AVIOContext buffer) {
    avio_flush(buffer);
    BytePointer bytes = new BytePointer((BytePointer) null);
    int size = avio_close_dyn_buf(buffer, bytes);
    output.pb(null);
    byte[] out = new byte[size];
    bytes.capacity(size).get(out);
    av_free(bytes);
    return out;
  }

  @Override
  public void close() {
    if (!open) {
      return;
    }
    open = false;
    if (!output.isNull()) {
      trailer();
      avformat_free_context(output);
    }
    encoder.close();
  }

  /** The multiplexer frees its own memory in the trailer only. */
  private void trailer() {
    AVIOContext buffer = new AVIOContext(null);
    if (stream != null && avio_open_dyn_buf(buffer) >= 0) {
      output.pb(buffer);
      av_write_trailer(output);
      take(buffer);
    }
  }
}
