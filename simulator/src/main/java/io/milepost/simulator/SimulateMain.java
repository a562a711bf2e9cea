package io.milepost.simulator;

/** Runs {@link SimulateCommand} as a program of its own. */
public final class SimulateMain {
  private SimulateMain() {}

  /** Ends the process with the command's exit code. */
  @SuppressWarnings("checkstyle:RegexpSinglelineJava")
  public static void main(String[] args) {
    Runtime.getRuntime().exit(SimulateCommand.commandLine().execute(args));
  }
}
