package io.milepost.vehicle.display;

import io.milepost.vehicle.receive.VehicleState;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The state as one picture in a terminal of at least 80 columns, drawn anew four times a second on
 * a thread of its own with plain ANSI sequences (ECMA-48): nothing is read from the terminal, so a
 * library for terminals would bring more than is used.
 */
public final class TerminalView implements AutoCloseable {
  static final int WIDTH = 80;

  private static final long DRAW_MILLIS = 250;
  private static final int MAX_ROWS = 6;
  private static final String ENTER = "\u001b[?1049h\u001b[?25l";
  private static final String LEAVE = "\u001b[?25h\u001b[?1049l";
  private static final String HOME = "\u001b[H";
  private static final String REST_OF_LINE = "\u001b[K";
  private static final String REST_OF_SCREEN = "\u001b[J";
  private static final String PLAIN = "\u001b[0m";
  private static final String WARN = "\u001b[30;43m";

  private final PrintStream out;
  private final Supplier<VehicleState> state;
  private final Duration rsuTimeout;
  private final long started = System.nanoTime();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "terminal-view");

  /** Draws to this terminal. */
  public TerminalView(PrintStream out, Supplier<VehicleState> state, Duration rsuTimeout) {
    this.out = out;
    this.state = state;
    this.rsuTimeout = rsuTimeout;
  }

  /** Begins to draw. */
  public TerminalView start() {
    thread.start();
    return this;
  }

  private void run() {
    out.print(ENTER);
    try {
      do {
        long up = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
        out.print(HOME);
        for (String line : draw(state.get(), rsuTimeout, System.currentTimeMillis(), up)) {
          out.print(line + REST_OF_LINE + "\n");
        }
        out.print(REST_OF_SCREEN);
        out.flush();
      } while (!closed.await(DRAW_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      out.print(LEAVE);
      out.flush();
    }
  }

  /** The picture, line by line; no line is wider than 80 columns of what can be seen. */
  static List<String> draw(VehicleState state, Duration rsuTimeout, long utc, long startedMillis) {
    Picture picture = Picture.of(state, rsuTimeout, utc, startedMillis);
    List<String> lines = new ArrayList<>();
    String colour = colour(picture.action());
    for (int row = 0; row < BlockLetters.ROWS; row++) {
      lines.add(colour + pad("  " + BlockLetters.row(word(picture), row)) + PLAIN);
    }
    lines.add(fit(picture.because()));
    for (Picture.Warning each : picture.warnings()) {
      lines.add(WARN + pad("! " + words(each)) + PLAIN);
    }
    lines.add("");
    lines.add("ALERT              SEVERITY  DISTANCE   FROM      NOTE");
    List<Picture.Alert> alerts = new ArrayList<>(picture.others());
    if (picture.main() != null) {
      alerts.add(0, picture.main());
    }
    for (Picture.Alert each : alerts) {
      lines.add(
          fit(
              String.format(
                  Locale.ROOT,
                  "%-18s %-9s %7.0f m  %-9s %s",
                  each.type(),
                  each.severity(),
                  each.distanceM(),
                  each.distanceFrom(),
                  each.noAction() == null ? "" : each.noAction())));
    }
    if (picture.more() > 0) {
      lines.add("and " + picture.more() + " more");
    }
    lines.add("");
    lines.add("RSU                 STATE  LOSS    SILENT    CLOCK OFFSET");
    state.rsus().stream()
        .limit(MAX_ROWS)
        .forEach(
            rsu ->
                lines.add(
                    fit(
                        String.format(
                            Locale.ROOT,
                            "%-19s %-6s %4.1f%%  %5.1f s  %d ms%s",
                            rsu.source(),
                            rsu.lost() ? "LOST" : "heard",
                            rsu.loss() * 100,
                            rsu.silentMillis() / 1000.0,
                            rsu.clockOffsetMillis(),
                            rsu.synchronised() ? "" : " UNSYNCHRONISED"))));
    lines.add("");
    lines.add(fit("position " + position(state.position())));
    lines.add(fit("refused " + state.rejected() + ", repeats " + state.repeats()));
    return lines;
  }

  private static String position(VehicleState.Position position) {
    if (position.lat() == null) {
      return position.state() + ": " + position.reason();
    }
    return String.format(
        Locale.ROOT,
        "%s %.5f %.5f, speed %s, course %s%s",
        position.state(),
        position.lat(),
        position.lon(),
        position.speedMps() == null ? "unknown" : Math.round(position.speedMps() * 3.6) + " km/h",
        position.trackDeg() == null ? "unknown" : Math.round(position.trackDeg()) + "\u00b0",
        position.reason().isEmpty() ? "" : ", " + position.reason());
  }

  private static String words(Picture.Warning warning) {
    return switch (warning.code()) {
      case "no_reception" -> "NO RECEPTION for " + warning.seconds() + " s";
      case "rsu_lost" -> "RSU LOST: " + warning.source() + ", " + warning.seconds() + " s";
      case "clock" ->
          "CLOCK of "
              + warning.source()
              + " is "
              + warning.seconds()
              + " s off: shown, not acted on";
      default -> "POSITION UNKNOWN: " + warning.detail();
    };
  }

  private static String word(Picture picture) {
    return switch (picture.action()) {
      case "stop" -> "STOP";
      case "change_lane" -> "CHANGE LANE";
      case "slow_down" -> "SLOW DOWN";
      case "inform" -> "INFO";
      default ->
          picture.warnings().stream().anyMatch(each -> each.code().equals("no_reception"))
              ? "NO RECEPTION"
              : "NO ALERT";
    };
  }

  private static String colour(String action) {
    return switch (action) {
      case "stop" -> "\u001b[1;97;41m";
      case "change_lane" -> "\u001b[1;97;44m";
      case "slow_down" -> "\u001b[1;30;43m";
      case "inform" -> "\u001b[1;36m";
      default -> "\u001b[32m";
    };
  }

  /** Text from the network must not steer the terminal, nor break the picture. */
  private static String fit(String text) {
    StringBuilder fit = new StringBuilder(WIDTH);
    text.codePoints()
        .filter(each -> (each >= ' ' && each < 0x7F) || each == '\u00b0' || each == '\u2588')
        .limit(WIDTH)
        .forEach(fit::appendCodePoint);
    return fit.toString();
  }

  private static String pad(String text) {
    return fit(text + " ".repeat(WIDTH));
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
