package io.milepost.vehicle;

/** Starts a vehicle as a process of its own. */
public final class VehicleMain {
  private VehicleMain() {}

  /** Exit codes: 0 ended on request, 1 fault of ours, 2 wrong use or configuration. */
  @SuppressWarnings("checkstyle:regexpsinglelinejava")
  public static void main(String[] args) {
    System.exit(VehicleCommand.commandLine(new VehicleCommand()).execute(args));
  }
}
