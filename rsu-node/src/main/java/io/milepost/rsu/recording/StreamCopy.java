package io.milepost.rsu.recording;

import io.milepost.rsu.camera.StreamInfo;
import io.milepost.rsu.camera.mp4.Mp4Tags;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

/**
 * A stream's parameters, kept beyond the call that handed them over.
 *
 * @param video of its pictures
 * @param audio of its sound, null when it has none or MP4 cannot carry it
 * @param fps nominal, 0 when unknown
 * @param refused FFmpeg's name of a sound codec that is left out, null when none is
 */
record StreamCopy(AVCodecParameters video, AVCodecParameters audio, double fps, String refused)
    implements AutoCloseable {
  /** Sampling rates of AAC by index, Hz (ISO/IEC 14496-3, table 1.18). */
  private static final int[] AAC_RATES = {
    96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350
  };

  private static final int AAC_LC = 2;
  private static final int ADTS = 7;
  private static final int ADTS_WITH_CHECKSUM = 9;

  /** Copies what a stream says of itself. */
  static StreamCopy of(StreamInfo stream) {
    boolean sound = stream.audio() != null;
    boolean fits = sound && Mp4Tags.muxerFor(stream.audio().codec_id()) != null;
    AVCodecParameters audio = fits ? copy(stream.audio()) : null;
    if (audio != null && !hasConfig(audio)) {
      avcodec.avcodec_parameters_free(audio);
      audio = null;
    }
    String refused =
        sound && audio == null
            ? avcodec.avcodec_get_name(stream.audio().codec_id()).getString()
            : null;
    return new StreamCopy(copy(stream.parameters()), audio, stream.fps(), refused);
  }

  private static AVCodecParameters copy(AVCodecParameters from) {
    AVCodecParameters copy = avcodec.avcodec_parameters_alloc();
    avcodec.avcodec_parameters_copy(copy, from);
    return copy;
  }

  /**
   * AAC in a transport stream says with each packet what it is, and an MP4's header must know
   * before the first: object type, rate and channels in two bytes (ISO/IEC 14496-3, 1.6.2.1).
   */
  private static boolean hasConfig(AVCodecParameters audio) {
    if (audio.codec_id() != avcodec.AV_CODEC_ID_AAC || audio.extradata_size() > 0) {
      return true;
    }
    int rate = 0;
    while (rate < AAC_RATES.length && AAC_RATES[rate] != audio.sample_rate()) {
      rate++;
    }
    int channels = audio.ch_layout().nb_channels();
    if (rate == AAC_RATES.length || channels < 1 || channels > 2) {
      return false;
    }
    int config = AAC_LC << 11 | rate << 7 | channels << 3;
    BytePointer bytes =
        new BytePointer(avutil.av_mallocz(2L + avcodec.AV_INPUT_BUFFER_PADDING_SIZE));
    bytes.put(0, (byte) (config >> 8)).put(1, (byte) config);
    audio.extradata(bytes).extradata_size(2);
    return true;
  }

  /**
   * Takes away the header with which AAC comes in a transport stream (ISO/IEC 14496-3, 1.A.3.2):
   * twelve set bits, and seven bytes without or nine with a checksum.
   */
  static void stripAdts(AVPacket packet, int codec) {
    BytePointer data = packet.data();
    if (codec == avcodec.AV_CODEC_ID_AAC
        && packet.size() > ADTS_WITH_CHECKSUM
        && data.get(0) == (byte) 0xff
        && (data.get(1) & 0xf6) == 0xf0) {
      int header = (data.get(1) & 1) == 1 ? ADTS : ADTS_WITH_CHECKSUM;
      packet.data(data.position(header)).size(packet.size() - header);
    }
  }

  /** Container that carries both. */
  String muxer() {
    return audio == null ? Mp4Tags.MP4 : Mp4Tags.muxerFor(audio.codec_id());
  }

  @Override
  public void close() {
    avcodec.avcodec_parameters_free(video);
    if (audio != null) {
      avcodec.avcodec_parameters_free(audio);
    }
  }
}
