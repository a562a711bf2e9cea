package io.milepost.rsu.camera;

import org.bytedeco.ffmpeg.global.avdevice;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacv.FFmpegLogCallback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prepares FFmpeg once per process: its log goes to slf4j at DEBUG, because a damaged picture is
 * daily bread of a camera and counted elsewhere; one allocation is bounded, because a corrupt file
 * may ask for any size.
 */
public final class FfmpegLog extends FFmpegLogCallback {
  private static final Logger LOG = LoggerFactory.getLogger("io.milepost.ffmpeg");
  private static final long LARGEST_ALLOCATION = 512L << 20;
  private static final FfmpegLog INSTANCE = prepare();

  private FfmpegLog() {}

  private static FfmpegLog prepare() {
    FfmpegLog log = new FfmpegLog();
    avutil.av_log_set_level(avutil.AV_LOG_WARNING);
    avutil.setLogCallback(log);
    avutil.av_max_alloc(LARGEST_ALLOCATION);
    return log;
  }

  /** Makes sure that FFmpeg is prepared; cheap after the first call. */
  public static void install() {
    if (INSTANCE == null) {
      throw new IllegalStateException("FFmpeg could not be prepared");
    }
  }

  /** Registers capture devices; apart, because it loads a library that few nodes need. */
  static void installDevices() {
    install();
    avdevice.avdevice_register_all();
  }

  @Override
  public void call(int level, BytePointer message) {
    if (LOG.isDebugEnabled()) {
      LOG.debug("ffmpeg level={} text={}", level, message.getString().strip());
    }
  }
}
