package io.milepost.rsu.camera;

import java.util.Arrays;
import org.bytedeco.ffmpeg.avcodec.AVBSFContext;
import org.bytedeco.ffmpeg.avcodec.AVBitStreamFilter;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVCodecParserContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;

/**
 * Notices when a camera changes its picture in mid-stream, for example its size: the parameter sets
 * before a key picture become others. Whoever keeps the packets must then begin anew, because what
 * it has written is described by the former ones. Looks at key pictures of H.264 and H.265 only.
 * Not thread-safe.
 */
final class StreamChange implements AutoCloseable {
  private static final int START_CODE_BYTES = 4;

  private final AVBSFContext filter;
  private final AVPacket looked = avcodec.av_packet_alloc();
  private final byte[] head = new byte[START_CODE_BYTES];
  private byte[] sets;
  private AVCodecParameters changed;

  /** Watches a stream that begins so. */
  StreamChange(StreamInfo stream) {
    int codec = stream.parameters().codec_id();
    boolean known = codec == avcodec.AV_CODEC_ID_H264 || codec == avcodec.AV_CODEC_ID_HEVC;
    filter = known ? open(stream.parameters()) : null;
  }

  private static AVBSFContext open(AVCodecParameters parameters) {
    AVBitStreamFilter kind = avcodec.av_bsf_get_by_name("extract_extradata");
    AVBSFContext opened = new AVBSFContext(null);
    if (kind == null || avcodec.av_bsf_alloc(kind, opened) < 0) {
      return null;
    }
    avcodec.avcodec_parameters_copy(opened.par_in(), parameters);
    if (avcodec.av_bsf_init(opened) < 0) {
      avcodec.av_bsf_free(opened);
      return null;
    }
    return opened;
  }

  /**
   * Looks at a packet.
   *
   * @return what the stream is from this packet on, valid until the next change or {@link #close};
   *     null when it is what it was
   */
  StreamInfo look(StreamInfo before, AVPacket packet) {
    if (filter == null
        || (packet.flags() & avcodec.AV_PKT_FLAG_KEY) == 0
        || !hasStartCode(packet)) {
      return null;
    }
    byte[] now = setsOf(packet);
    byte[] former = sets;
    sets = now == null ? former : now;
    if (now == null || former == null || Arrays.equals(now, former)) {
      return null;
    }
    return described(before, packet, now);
  }

  private boolean hasStartCode(AVPacket packet) {
    if (packet.size() < START_CODE_BYTES) {
      return false;
    }
    packet.data().get(head);
    return head[0] == 0 && head[1] == 0 && (head[2] == 1 || head[2] == 0 && head[3] == 1);
  }

  private byte[] setsOf(AVPacket packet) {
    if (avcodec.av_packet_ref(looked, packet) < 0
        || avcodec.av_bsf_send_packet(filter, looked) < 0) {
      avcodec.av_packet_unref(looked);
      return null;
    }
    byte[] found = null;
    while (avcodec.av_bsf_receive_packet(filter, looked) >= 0) {
      try (SizeTPointer size = new SizeTPointer(1)) {
        BytePointer data =
            avcodec.av_packet_get_side_data(looked, avcodec.AV_PKT_DATA_NEW_EXTRADATA, size);
        if (data != null && !data.isNull()) {
          found = new byte[(int) size.get()];
          data.get(found);
        }
      }
      avcodec.av_packet_unref(looked);
    }
    return found;
  }

  private StreamInfo described(StreamInfo before, AVPacket packet, byte[] now) {
    AVCodecParameters next = avcodec.avcodec_parameters_alloc();
    avcodec.avcodec_parameters_copy(next, before.parameters());
    avutil.av_free(next.extradata());
    BytePointer room =
        new BytePointer(avutil.av_mallocz(now.length + avcodec.AV_INPUT_BUFFER_PADDING_SIZE));
    room.put(now);
    next.extradata(room).extradata_size(now.length);
    size(next, packet);
    free();
    changed = next;
    return new StreamInfo(
        before.codec(), next.width(), next.height(), before.fps(), next, before.audio());
  }

  /** Width and height as the parameter sets say. */
  private static void size(AVCodecParameters next, AVPacket packet) {
    AVCodecParserContext parser = avcodec.av_parser_init(next.codec_id());
    AVCodecContext context = avcodec.avcodec_alloc_context3((AVCodec) null);
    try (PointerPointer<BytePointer> out = new PointerPointer<>(1);
        IntPointer outSize = new IntPointer(1)) {
      avcodec.avcodec_parameters_to_context(context, next);
      parser.flags(parser.flags() | AVCodecParserContext.PARSER_FLAG_COMPLETE_FRAMES);
      avcodec.av_parser_parse2(
          parser, context, out, outSize, packet.data(), packet.size(), 0, 0, 0);
      if (parser.width() > 0 && parser.height() > 0) {
        next.width(parser.width()).height(parser.height());
      }
    } finally {
      avcodec.av_parser_close(parser);
      avcodec.avcodec_free_context(context);
    }
  }

  private void free() {
    if (changed != null) {
      avcodec.avcodec_parameters_free(changed);
      changed = null;
    }
  }

  @Override
  public void close() {
    free();
    avcodec.av_packet_free(looked);
    if (filter != null) {
      avcodec.av_bsf_free(filter);
    }
  }
}
