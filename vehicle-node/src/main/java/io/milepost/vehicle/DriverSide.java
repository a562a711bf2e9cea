package io.milepost.vehicle;

import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.vehicle.approach.Approaches;
import io.milepost.vehicle.approach.RoadLine;
import io.milepost.vehicle.display.DisplayVerticle;
import io.milepost.vehicle.display.TerminalView;
import io.milepost.vehicle.event.VehicleEvent;
import io.milepost.vehicle.journal.EvidenceJournal;
import io.milepost.vehicle.policy.Decider;
import io.milepost.vehicle.policy.Policy;
import io.milepost.vehicle.position.GpsdPosition;
import io.milepost.vehicle.position.PositionSource;
import io.milepost.vehicle.receive.VehicleState;
import java.io.Console;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;

/** Position, display, terminal view and evidence of one vehicle, as they are configured. */
final class DriverSide implements AutoCloseable {
  private final DriverConfig config;
  private final MeterRegistry registry;
  private final PrintStream screen;
  private final boolean view;
  private final PositionSource position;
  private final RoadLine line;
  private final EvidenceJournal evidence;
  private DisplayVerticle display;
  private TerminalView terminal;

  /** Reads and opens files; nothing runs yet. */
  DriverSide(DriverConfig config, PrintStream screen, MeterRegistry registry) {
    this.config = config;
    this.screen = screen;
    this.registry = registry;
    // A file or a pipe keeps getting lines.
    this.view = config.view() && isTerminal();
    this.line = config.roadFile() == null ? null : RoadLine.read(config.roadFile());
    this.position = position();
    this.evidence =
        config.evidence() == null ? null : new EvidenceJournal(config.evidence(), registry);
  }

  private static boolean isTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      // From Java 22 on there is a console without a terminal too, and this method to tell.
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  private PositionSource position() {
    if (config.gpsd() != null) {
      return new GpsdPosition(
          DriverConfig.host(config.gpsd()), DriverConfig.port(config.gpsd()), registry);
    }
    if (config.lat() == null) {
      return PositionSource.NONE;
    }
    double heading = config.headingDeg() == null ? Double.NaN : config.headingDeg();
    return PositionSource.fixed(config.lat(), config.lon(), heading);
  }

  Decider decider(Policy policy) {
    return new Decider(policy, new Approaches(line, config.travel(), config.relevantM()), position);
  }

  /** Where lines for people go: nowhere while the picture has the terminal. */
  PrintStream lines() {
    return view
        ? new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)
        : screen;
  }

  /** Begins to follow the position and to keep evidence. */
  void start() {
    if (position instanceof GpsdPosition gpsd) {
      gpsd.start();
    }
    if (evidence != null) {
      evidence.start();
    }
  }

  /** The page to deploy, null when none is asked for. */
  DisplayVerticle display(Supplier<VehicleState> state, Duration rsuTimeout) {
    if (config.displayPort() != null) {
      display =
          new DisplayVerticle(
              config.displayHost(), config.displayPort(), state, rsuTimeout, registry);
    }
    return display;
  }

  /** Begins to draw, when asked for and possible. */
  void show(Supplier<VehicleState> state, Duration rsuTimeout) {
    if (view) {
      terminal = new TerminalView(screen, state, rsuTimeout).start();
    }
  }

  /** Takes an event on the receiving thread. */
  void accept(VehicleEvent event) {
    if (evidence != null) {
      evidence.accept(event);
    }
    DisplayVerticle page = display;
    if (page != null) {
      page.changed();
    }
  }

  int displayPort() {
    return display == null ? -1 : display.port();
  }

  @Override
  public void close() {
    if (terminal != null) {
      terminal.close();
    }
    if (position instanceof GpsdPosition gpsd) {
      gpsd.close();
    }
    if (evidence != null) {
      evidence.close();
    }
  }
}
