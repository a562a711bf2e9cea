package io.milepost.rsu.api;

import java.nio.file.Path;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.FrameRecorder;
import org.bytedeco.javacv.Java2DFrameConverter;

/** Writes a few seconds of the made-up road as an H.264 MP4, for browsers to play. */
final class TinyClip {
  private static final int FPS = 10;

  private TinyClip() {}

  static void write(Path file, int seconds) throws FrameRecorder.Exception {
    avutil.av_log_set_level(avutil.AV_LOG_ERROR);
    try (FFmpegFrameRecorder recorder =
            new FFmpegFrameRecorder(file.toFile(), RoadPictures.WIDTH, RoadPictures.HEIGHT);
        Java2DFrameConverter converter = new Java2DFrameConverter()) {
      recorder.setFormat("mp4");
      recorder.setVideoCodec(avcodec.AV_CODEC_ID_H264);
      recorder.setVideoCodecName("libopenh264");
      recorder.setPixelFormat(avutil.AV_PIX_FMT_YUV420P);
      recorder.setFrameRate(FPS);
      recorder.setVideoBitrate(400_000);
      recorder.setOption("movflags", "faststart");
      recorder.start();
      for (int i = 0; i < seconds * FPS; i++) {
        recorder.record(converter.convert(RoadPictures.image(i * 1_000_000L / FPS)));
      }
      recorder.stop();
    }
  }
}
