package io.milepost.rsu.camera;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;

/**
 * Decodes all pictures of a stream, or while nobody needs them only the key pictures. What is left
 * out waits, as packets, until the next key picture makes it worthless; when the camera wakes it is
 * decoded at once, so that the eye sees how what moves began. A camera wakes
 *
 * <ul>
 *   <li>when somebody needs its pictures again, with the next packet;
 *   <li>when the stream swells ({@link PacketPulse}), with the packet that does it;
 *   <li>when no key picture has come within the bound, or the stream's time leaps.
 * </ul>
 *
 * So nothing waits longer than the bound to be seen, whatever the packets tell. Where key pictures
 * come more rarely only those pictures are left out on which no other depends; what was left out of
 * these is lost, at most a quarter of a second at once. Not thread-safe.
 */
final class DozingDecoder implements AutoCloseable {
  /** Intervals between key pictures that must have kept the bound, one after the other. */
  private static final int KEPT_INTERVALS = 2;

  /** Key pictures come on time, give or take the jitter of a camera's clock. */
  private static final double JITTER = 1.1;

  /** Packets of one camera that may wait: a second of 64 Mb/s. */
  private static final long MOST_BYTES = 8L << 20;

  /** A stream that shows less than four pictures a second without the others needs them. */
  private static final long LONGEST_STEP_MICROS = 250_000;

  /** How long the eye has to see what the stream told. */
  private static final long AWAKE_NANOS = 2_000_000_000L;

  /** Pictures that waited longer are for the eye alone: the model looks at the present. */
  private static final long FRESH_NANOS = 100_000_000L;

  private final FrameDecoder decoder;
  private final long boundMicros;
  private final LongPredicate calm;
  private final Receiver receiver;
  private final PacketPulse pulse = new PacketPulse();
  private final List<AVPacket> waiting = new ArrayList<>();
  private long[] arrivals = new long[64];
  private int held;
  private long bytes;
  private boolean dozing;
  private boolean needed;
  private int keptIntervals;
  private long keyDts = Long.MIN_VALUE;
  private long lastDts = Long.MIN_VALUE;
  private long shownDts = Long.MIN_VALUE;
  private long told = Long.MIN_VALUE;
  private long again = Long.MIN_VALUE;
  private boolean awake;
  private long awakeUntil;
  private long arrived;
  private long now;

  /** Gets pictures in the order of their time. */
  interface Receiver {
    /**
     * A picture.
     *
     * @param arrivedNanos when its packet, or the one that completed it, had been read
     * @param late whether it waited and is no longer the present
     */
    void picture(AVFrame picture, long ptsMicros, long arrivedNanos, boolean late);

    /** Pictures before the next one were left out. */
    void leftOut();

    /** Falls asleep, or has woken and shown all that waited. */
    void dozing(boolean asleep, boolean byStream);
  }

  /**
   * A decoder that is awake.
   *
   * @param decoder owned from now on
   * @param boundSeconds longest time from one decoded picture to the next; 0 to decode all
   * @param calm whether nobody needs all pictures, at this {@link System#nanoTime()}
   */
  DozingDecoder(FrameDecoder decoder, double boundSeconds, LongPredicate calm, Receiver receiver) {
    this.decoder = decoder;
    this.boundMicros = Math.round(boundSeconds * 1e6 * JITTER);
    this.calm = calm;
    this.receiver = receiver;
  }

  /**
   * Takes the next packet.
   *
   * @param packet null at the end: whatever is held back comes out
   * @param ordered whether its presentation time is the camera's own
   * @return false when something could not be decoded
   */
  boolean decode(AVPacket packet, boolean ordered, long arrivedNanos) {
    now = arrivedNanos;
    if (packet == null) {
      boolean good = wake(false);
      return decoder.decode(null, this::show) && good;
    }
    boolean key = (packet.flags() & avcodec.AV_PKT_FLAG_KEY) != 0;
    boolean still = boundMicros > 0 && ordered && calm.test(arrivedNanos);
    boolean stirred = swells(packet, key, still);
    boolean leaps = leaps(packet.dts(), key);
    if (dozing && (!still || stirred || leaps || overdue(packet.dts()))) {
      return wake(stirred) & decodeNow(packet, still);
    }
    if (dozing && !key) {
      hold(packet);
      return true;
    }
    return key && maySleep(still, arrivedNanos) ? sleep(packet) : decodeNow(packet, still);
  }

  private boolean swells(AVPacket packet, boolean key, boolean still) {
    if (key) {
      pulse.key(packet.dts(), still);
      return false;
    }
    return pulse.add(packet.size(), packet.dts(), still);
  }

  /** Keeps the time of the stream and of its key pictures. */
  private boolean leaps(long dts, boolean key) {
    boolean leaps = lastDts != Long.MIN_VALUE && (dts <= lastDts || dts - lastDts > boundMicros);
    lastDts = dts;
    if (key) {
      boolean kept = keyDts != Long.MIN_VALUE && !leaps && dts - keyDts <= boundMicros;
      keptIntervals = kept ? keptIntervals + 1 : 0;
      keyDts = dts;
    }
    return leaps;
  }

  private boolean overdue(long dts) {
    return dts - keyDts > boundMicros || bytes > MOST_BYTES;
  }

  private boolean maySleep(boolean still, long nanos) {
    awake &= nanos - awakeUntil < 0;
    return dozing || still && !awake && pulse.ready() && keptIntervals >= KEPT_INTERVALS;
  }

  private boolean decodeNow(AVPacket packet, boolean still) {
    long dts = packet.dts();
    if (shownDts != Long.MIN_VALUE && dts - shownDts > LONGEST_STEP_MICROS) {
      needed = true;
    }
    decoder.leaveOutUnreferenced(still && !needed);
    arrived = now;
    return decoder.decode(packet, this::show);
  }

  /** Shows a key picture and forgets what waited for it. */
  private boolean sleep(AVPacket key) {
    arrived = now;
    boolean good = true;
    if (!dozing) {
      decoder.leaveOutUnreferenced(false);
      good = decoder.decode(null, this::show);
      decoder.flush();
      dozing = true;
      receiver.dozing(true, false);
    } else if (held > 1) {
      receiver.leftOut();
    }
    drop();
    hold(key);
    again = Long.MIN_VALUE;
    good &= decoder.decode(key, this::show);
    good &= decoder.decode(null, this::show);
    decoder.flush();
    return good;
  }

  private boolean wake(boolean byStream) {
    if (!dozing) {
      return true;
    }
    dozing = false;
    if (byStream) {
      awake = true;
      awakeUntil = now + AWAKE_NANOS;
    }
    again = told;
    boolean good = true;
    for (int i = 0; i < held; i++) {
      arrived = arrivals[i];
      good &= decoder.decode(waiting.get(i), this::show);
    }
    drop();
    receiver.dozing(false, byStream);
    return good;
  }

  private void hold(AVPacket packet) {
    if (held == waiting.size()) {
      waiting.add(avcodec.av_packet_alloc());
    }
    if (held == arrivals.length) {
      arrivals = Arrays.copyOf(arrivals, 2 * held);
    }
    avcodec.av_packet_ref(waiting.get(held), packet);
    arrivals[held++] = now;
    bytes += packet.size();
  }

  private void drop() {
    for (int i = 0; i < held; i++) {
      avcodec.av_packet_unref(waiting.get(i));
    }
    held = 0;
    bytes = 0;
  }

  /** The key picture of a replay has been shown, and what follows it but comes before it. */
  private void show(AVFrame picture, long ptsMicros) {
    shownDts = lastDts;
    if (ptsMicros <= again) {
      return;
    }
    again = Long.MIN_VALUE;
    told = ptsMicros;
    receiver.picture(picture, ptsMicros, arrived, now - arrived > FRESH_NANOS);
  }

  /** Whether only key pictures are decoded now. */
  boolean isDozing() {
    return dozing;
  }

  @Override
  public void close() {
    drop();
    waiting.forEach(avcodec::av_packet_free);
    waiting.clear();
    decoder.close();
  }
}
