package io.milepost.rsu.recording;

import io.milepost.rsu.camera.PacketFile;
import io.milepost.rsu.camera.PacketSink;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/** Plays a file into a sink as a camera would, but as fast as it goes. */
public final class Feed {
  private final Path file;
  private final PacketSink sink;

  public Feed(Path file, PacketSink sink) {
    this.file = file;
    this.sink = sink;
  }

  /** Plays some packets; returns the hashes of their payloads. */
  public List<Integer> play(long startMicros, int from, int to) {
    List<Integer> hashes = new ArrayList<>();
    try (PacketFile packets = PacketFile.whole(file)) {
      int n = 0;
      for (AVPacket packet = packets.next(); packet != null; packet = packets.next()) {
        if (n == from) {
          sink.begin(packets.info());
        }
        if (n >= from && n < to) {
          hashes.add(hash(packet));
          sink.packet(packet, startMicros + packet.pts(), 0);
        }
        n++;
      }
    }
    return hashes;
  }

  /** Plays all; before one packet the camera sends nothing for a while. */
  void playWithHole(long startMicros, int before, long holeMicros) {
    try (PacketFile packets = PacketFile.whole(file)) {
      sink.begin(packets.info());
      int n = 0;
      for (AVPacket packet = packets.next(); packet != null; packet = packets.next()) {
        long late = n++ >= before ? holeMicros : 0;
        packet.pts(packet.pts() + late).dts(packet.dts() + late);
        sink.packet(packet, startMicros + packet.pts(), 0);
      }
    }
  }

  static int hash(AVPacket packet) {
    byte[] payload = new byte[packet.size()];
    packet.data().get(payload);
    return java.util.Arrays.hashCode(payload);
  }

  static List<Integer> hashes(Path file) {
    List<Integer> hashes = new ArrayList<>();
    try (PacketFile packets = PacketFile.whole(file)) {
      for (AVPacket packet = packets.next(); packet != null; packet = packets.next()) {
        hashes.add(hash(packet));
      }
    }
    return hashes;
  }

  /** A clock that tests move. */
  public static final class Hand extends Clock {
    public volatile long millis;

    public Hand(long millis) {
      this.millis = millis;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(millis);
    }
  }
}
