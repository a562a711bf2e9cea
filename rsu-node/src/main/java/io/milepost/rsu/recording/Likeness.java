package io.milepost.rsu.recording;

import io.milepost.rsu.camera.VideoFileReader;
import io.milepost.rsu.camera.VideoFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avfilter;
import org.bytedeco.ffmpeg.global.avutil;

/** How alike two videos of the same pictures are, by FFmpeg's filter {@code ssim}. One thread. */
final class Likeness implements AutoCloseable {
  private final AVFilterGraph graph = avfilter.avfilter_graph_alloc();
  private final AVFrame compared = avutil.av_frame_alloc();
  private AVFilterContext first;
  private AVFilterContext second;
  private AVFilterContext sink;
  private double sum;
  private long count;

  private Likeness() {}

  /**
   * Compares every {@code every}-th picture.
   *
   * @return mean structural similarity over all planes, 0..1
   * @throws IOException with a sentence when they cannot be compared or it was stopped
   */
  static double ssim(Path one, Path other, int every, BooleanSupplier stopped) throws IOException {
    try (Likeness likeness = new Likeness();
        VideoFileReader a = new VideoFileReader(one);
        VideoFileReader b = new VideoFileReader(other);
        VideoFrame mine = new VideoFrame();
        VideoFrame theirs = new VideoFrame()) {
      for (long n = 0; a.next(mine) && b.next(theirs); n++) {
        likeness.check(stopped.getAsBoolean() ? avutil.AVERROR_EXIT() : 0, "go on");
        if (n % every == 0) {
          likeness.compare(mine.picture(), theirs.picture(), n);
        }
      }
      if (likeness.count == 0) {
        throw new IOException("there is nothing to compare in " + other);
      }
      return likeness.sum / likeness.count;
    }
  }

  private void compare(AVFrame mine, AVFrame theirs, long n) throws IOException {
    mine.format(plain(mine.format()));
    theirs.format(plain(theirs.format())).color_range(mine.color_range());
    theirs.colorspace(mine.colorspace());
    if (sink == null) {
      open(mine, theirs);
    }
    mine.pts(n);
    theirs.pts(n);
    int keep = avfilter.AV_BUFFERSRC_FLAG_KEEP_REF;
    check(avfilter.av_buffersrc_add_frame_flags(first, mine, keep), "compare");
    check(avfilter.av_buffersrc_add_frame_flags(second, theirs, keep), "compare");
    while (avfilter.av_buffersink_get_frame(sink, compared) >= 0) {
      AVDictionaryEntry value = avutil.av_dict_get(compared.metadata(), "lavfi.ssim.All", null, 0);
      if (value != null) {
        sum += Double.parseDouble(value.value().getString());
        count++;
      }
      avutil.av_frame_unref(compared);
    }
  }

  private static int plain(int format) {
    return format == avutil.AV_PIX_FMT_YUVJ420P ? avutil.AV_PIX_FMT_YUV420P : format;
  }

  private void open(AVFrame mine, AVFrame theirs) throws IOException {
    first = source("a", mine);
    second = source("b", theirs);
    AVFilterContext ssim = new AVFilterContext(null);
    check(
        avfilter.avfilter_graph_create_filter(
            ssim, avfilter.avfilter_get_by_name("ssim"), "ssim", "", null, graph),
        "make the filter");
    sink = new AVFilterContext(null);
    check(
        avfilter.avfilter_graph_create_filter(
            sink, avfilter.avfilter_get_by_name("buffersink"), "out", "", null, graph),
        "make the sink");
    check(avfilter.avfilter_link(first, 0, ssim, 0), "link");
    check(avfilter.avfilter_link(second, 0, ssim, 1), "link");
    check(avfilter.avfilter_link(ssim, 0, sink, 0), "link");
    check(avfilter.avfilter_graph_config(graph, null), "set up the comparison");
  }

  private AVFilterContext source(String name, AVFrame like) throws IOException {
    AVFilterContext made = new AVFilterContext(null);
    String shape =
        "video_size="
            + like.width()
            + "x"
            + like.height()
            + ":pix_fmt="
            + like.format()
            + ":colorspace="
            + like.colorspace()
            + ":range="
            + like.color_range()
            + ":time_base=1/25";
    check(
        avfilter.avfilter_graph_create_filter(
            made, avfilter.avfilter_get_by_name("buffer"), name, shape, null, graph),
        "take pictures");
    return made;
  }

  private void check(int code, String what) throws IOException {
    if (code < 0) {
      byte[] words = new byte[avutil.AV_ERROR_MAX_STRING_SIZE];
      avutil.av_strerror(code, words, words.length);
      throw new IOException("export cannot " + what + ": " + new String(words).trim());
    }
  }

  @Override
  public void close() {
    avfilter.avfilter_graph_free(graph);
    avutil.av_frame_free(compared);
  }
}
