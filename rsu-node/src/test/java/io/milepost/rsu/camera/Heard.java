package io.milepost.rsu.camera;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/** A sink that remembers what it was told. */
final class Heard implements PacketSink {
  final List<String> begun = new CopyOnWriteArrayList<>();
  final List<Long> dts = new CopyOnWriteArrayList<>();
  final List<String> ended = new CopyOnWriteArrayList<>();
  final List<SourceException.Kind> troubles = new CopyOnWriteArrayList<>();

  @Override
  public void begin(StreamInfo stream) {
    begun.add(stream.codec() + " " + stream.width() + "x" + stream.height());
  }

  @Override
  public void packet(AVPacket packet, long utcMicros, long arrivedNanos) {
    dts.add(packet.dts());
  }

  @Override
  public void end(String reason) {
    ended.add(reason);
  }

  @Override
  public void trouble(SourceException.Kind kind, String reason) {
    troubles.add(kind);
  }
}
