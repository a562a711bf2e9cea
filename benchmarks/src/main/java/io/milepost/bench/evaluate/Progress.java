package io.milepost.bench.evaluate;

import java.io.PrintWriter;
import java.util.Locale;

/** A bar on a terminal; a line every few seconds where there is none. */
final class Progress {
  private static final int WIDTH = 40;
  private static final long SHOW_NANOS = 200_000_000L;
  private static final long LINE_NANOS = 10_000_000_000L;

  private final PrintWriter err;
  private final boolean terminal;
  private final long begun = System.nanoTime();
  private long shown;

  Progress(PrintWriter err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  /** Tells that a share 0..1 is done. */
  void done(double share, String what) {
    long now = System.nanoTime();
    if (share < 1 && now - shown < (terminal ? SHOW_NANOS : LINE_NANOS)) {
      return;
    }
    shown = now;
    double seconds = (now - begun) / 1e9;
    double left = share <= 0 ? 0 : seconds / share - seconds;
    int full = (int) Math.round(WIDTH * Math.min(1, share));
    String bar = "#".repeat(full) + ".".repeat(WIDTH - full);
    err.printf(
        Locale.ROOT,
        "%s[%s] %3.0f %%  %.0f s left  %-36.36s%s",
        terminal ? "\r" : "",
        bar,
        100 * share,
        left,
        what,
        terminal && share < 1 ? "" : "\n");
    err.flush();
  }
}
