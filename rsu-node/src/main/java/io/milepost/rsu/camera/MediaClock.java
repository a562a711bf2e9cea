package io.milepost.rsu.camera;

/**
 * One camera's clock: turns the source's timestamps into a presentation time that never runs
 * backwards, also across reconnects and loops, and that into UTC. All values are microseconds. Used
 * by the camera's thread only.
 *
 * <p>The first stretch starts at zero. UTC is anchored where a stretch begins and then follows the
 * arrival of packets by at most 500 ppm, the worst drift of an ordinary quartz, so that a camera
 * which runs fast or slow stays aligned without jumps.
 */
final class MediaClock {
  /** Largest correction of UTC against the camera's clock, parts per million. */
  static final long SLEW_PPM = 500;

  /** A step of decode time by more than this is a jump, not a pause. */
  static final long JUMP_MICROS = 10_000_000;

  /** A step back by more than this is a jump, not disorder. */
  static final long BACK_MICROS = 1_000_000;

  private static final long WINDOW_MICROS = 10_000_000;

  /**
   * At the beginning of a stretch the anchor may lie late by all that was buffered while the source
   * was probed. No packet arrives before it was made, so for this long an early arrival moves the
   * anchor at once.
   */
  private static final long SETTLING_MICROS = 3_000_000;

  private boolean started;
  private boolean rebase;
  private long epochUtc;
  private long offset;
  private long utcMinusPts;
  private long lastDts = Long.MIN_VALUE;
  private long lastSourceDts;
  private long lastDuration;
  private long stretchStart;
  private long windowStart;
  private long windowError;

  /**
   * Begins a stretch.
   *
   * @param sourceDts decode time of its first packet, source's clock
   * @param utcMicros UTC at which that packet was made
   */
  void begin(long sourceDts, long utcMicros) {
    long dts;
    if (!started) {
      started = true;
      epochUtc = utcMicros;
      dts = 0;
    } else {
      dts = Math.max(utcMicros - epochUtc, lastDts + Math.max(1, lastDuration));
    }
    offset = dts - sourceDts;
    utcMinusPts = utcMicros - dts;
    lastSourceDts = sourceDts - 1;
    rebase = false;
    stretchStart = dts;
    windowStart = dts;
    windowError = Long.MAX_VALUE;
  }

  /** The source starts again from its beginning; time goes on without a gap. */
  void loop() {
    rebase = true;
  }

  /** Whether this decode time cannot belong to the running stretch. */
  boolean jumps(long sourceDts) {
    return !rebase
        && (sourceDts < lastSourceDts - BACK_MICROS || sourceDts > lastSourceDts + JUMP_MICROS);
  }

  /** Decode time of the next packet on the camera's clock; rises strictly. */
  long next(long sourceDts, long duration) {
    if (rebase) {
      offset = lastDts + Math.max(1, lastDuration) - sourceDts;
      rebase = false;
    }
    long dts = Math.max(sourceDts + offset, lastDts == Long.MIN_VALUE ? 0 : lastDts + 1);
    lastSourceDts = sourceDts;
    boolean first = lastDts == Long.MIN_VALUE;
    lastDuration = duration > 0 || first ? Math.max(0, duration) : dts - lastDts;
    lastDts = dts;
    return dts;
  }

  /** UTC of a presentation time. */
  long utc(long ptsMicros) {
    return ptsMicros + utcMinusPts;
  }

  /**
   * Follows the arrival of packets. The packet that was delayed least in a window tells the drift.
   */
  void arrived(long dtsMicros, long utcMicros) {
    if (dtsMicros - stretchStart < SETTLING_MICROS) {
      utcMinusPts = Math.min(utcMinusPts, utcMicros - dtsMicros);
    }
    windowError = Math.min(windowError, utcMicros - utc(dtsMicros));
    long window = dtsMicros - windowStart;
    if (window >= WINDOW_MICROS) {
      long most = window * SLEW_PPM / 1_000_000;
      utcMinusPts += Math.max(-most, Math.min(most, windowError));
      windowStart = dtsMicros;
      windowError = Long.MAX_VALUE;
    }
  }
}
