package io.milepost.rsu.app;

/** Ends a child with its parent, so that a killed demo or test leaves no process behind. */
final class ParentWatch {
  private ParentWatch() {}

  /** Runs the action when the parent process has ended. */
  static void onParentExit(Runnable action) {
    ProcessHandle.current().parent().ifPresent(parent -> parent.onExit().thenRun(action));
  }
}
