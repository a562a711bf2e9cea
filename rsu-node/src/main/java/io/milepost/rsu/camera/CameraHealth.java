package io.milepost.rsu.camera;

import io.milepost.protocol.message.CameraState;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How one camera is doing. Written by its thread, read from anywhere.
 *
 * <p>Frames per second are measured over the last five whole seconds.
 */
public final class CameraHealth {
  private static final int WINDOW_SECONDS = 5;

  private final AtomicLong packets = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong frames = new AtomicLong();
  private final AtomicLong undecodable = new AtomicLong();
  private final AtomicLong corrupt = new AtomicLong();
  private final AtomicLong reconnects = new AtomicLong();
  private final AtomicLong decodeNanos = new AtomicLong();
  private final AtomicLong dozed = new AtomicLong();
  private final AtomicLong wakes = new AtomicLong();
  private final AtomicLong wakesByStream = new AtomicLong();
  private final long[] seconds = new long[WINDOW_SECONDS + 2];
  private final int[] counts = new int[WINDOW_SECONDS + 2];
  private volatile Standing standing = new Standing("stopped", "not started yet");
  private volatile SourceException.Kind trouble = SourceException.Kind.OPERATOR;
  private volatile String codec;
  private volatile int width;
  private volatile int height;
  private volatile long lastPacketNanos;
  private volatile long lastFrameNanos;
  private volatile long liveSinceNanos;

  void connecting() {
    if (!standing.state().equals("down")) {
      standing = new Standing("connecting", "connecting");
    }
  }

  void opened(StreamInfo stream) {
    codec = stream.codec();
    width = stream.width();
    height = stream.height();
  }

  void down(SourceException.Kind kind, String why) {
    trouble = kind;
    standing = new Standing("down", why);
    reconnects.incrementAndGet();
  }

  void stopped(String why) {
    trouble = SourceException.Kind.OPERATOR;
    standing = new Standing("stopped", why);
  }

  void packet(int size, boolean damaged, long nowNanos) {
    packets.incrementAndGet();
    bytes.addAndGet(size);
    if (damaged) {
      corrupt.incrementAndGet();
    }
    lastPacketNanos = nowNanos;
    if (!isLive()) {
      liveSinceNanos = nowNanos;
      trouble = null;
      standing = new Standing("live", null);
    }
    synchronized (seconds) {
      long second = TimeUnit.NANOSECONDS.toSeconds(nowNanos);
      int at = (int) Math.floorMod(second, (long) seconds.length);
      if (seconds[at] != second) {
        seconds[at] = second;
        counts[at] = 0;
      }
      counts[at]++;
    }
  }

  void frame(int frameWidth, int frameHeight) {
    frames.incrementAndGet();
    width = frameWidth;
    height = frameHeight;
    lastFrameNanos = System.nanoTime();
  }

  void decoded(long nanos, boolean good, boolean dozing) {
    decodeNanos.addAndGet(nanos);
    if (dozing) {
      dozed.incrementAndGet();
    }
    if (!good) {
      undecodable.incrementAndGet();
    }
  }

  /** Whether packets arrive. */
  public boolean isLive() {
    return standing.state().equals("live");
  }

  /** Whose fault it is that no packets arrive; empty while they do. */
  public Optional<SourceException.Kind> trouble() {
    return Optional.ofNullable(trouble);
  }

  /** Packets since start. */
  public long packets() {
    return packets.get();
  }

  /** Payload bytes since start. */
  public long bytes() {
    return bytes.get();
  }

  /** Decoded pictures since start. */
  public long frames() {
    return frames.get();
  }

  /** Packets the decoder could make nothing or only a damaged picture of. */
  public long undecodable() {
    return undecodable.get();
  }

  /** Packets that the transport marked as damaged. */
  public long corrupt() {
    return corrupt.get();
  }

  void woke(boolean byStream) {
    (byStream ? wakesByStream : wakes).incrementAndGet();
  }

  /** Packets that came while only key pictures were decoded. */
  public long dozed() {
    return dozed.get();
  }

  /** Times all pictures were decoded again because somebody or the bound asked for it. */
  public long wakes() {
    return wakes.get();
  }

  /** Times all pictures were decoded again because the stream swelled. */
  public long wakesByStream() {
    return wakesByStream.get();
  }

  /** Times the connection failed or broke off. */
  public long reconnects() {
    return reconnects.get();
  }

  /** Time spent decoding since start, nanoseconds. */
  public long decodeNanos() {
    return decodeNanos.get();
  }

  /** Age of the newest packet, seconds; NaN before the first. */
  public double packetAgeSeconds() {
    return packets.get() == 0 ? Double.NaN : (System.nanoTime() - lastPacketNanos) / 1e9;
  }

  /** Packets, that is pictures, per second that arrive. */
  public double fps() {
    long now = System.nanoTime();
    long second = TimeUnit.NANOSECONDS.toSeconds(now);
    if (!isLive()) {
      return 0;
    }
    int sum = 0;
    synchronized (seconds) {
      for (int i = 0; i < seconds.length; i++) {
        if (seconds[i] < second && seconds[i] >= second - WINDOW_SECONDS) {
          sum += counts[i];
        }
      }
    }
    double live = (second * 1e9 - liveSinceNanos) / 1e9;
    double over = Math.min(WINDOW_SECONDS, Math.max(1, live));
    return Math.round(sum / over * 10) / 10.0;
  }

  /** The protocol's picture of it. */
  CameraState state(CameraConfig camera, double inferredFps, long overwritten) {
    long age =
        frames.get() == 0 ? -1 : TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastFrameNanos);
    Standing now = standing;
    return new CameraState(
        camera.id(),
        camera.name(),
        camera.road(),
        camera.lat(),
        camera.lon(),
        now.state(),
        now.reason(),
        width,
        height,
        codec,
        fps(),
        inferredFps,
        age,
        overwritten + undecodable.get());
  }

  /** State and reason, changed together. */
  private record Standing(String state, String reason) {}
}
