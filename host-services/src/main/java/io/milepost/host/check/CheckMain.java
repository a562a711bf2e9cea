package io.milepost.host.check;

/** Starts a check as a process of its own. */
public final class CheckMain {
  private CheckMain() {}

  /** Exit codes: 0 all is well, 1 it is not, 2 wrong use. */
  @SuppressWarnings("checkstyle:regexpsinglelinejava")
  public static void main(String[] args) {
    System.exit(CheckCommand.commandLine().execute(args));
  }
}
