package io.milepost.rsu.perception;

import java.util.ArrayList;
import java.util.List;

/**
 * Which model the workers use, and who still uses one that was replaced. Thread-safe.
 *
 * <p>A worker enters the current model, keeps to it while {@link #isCurrent} holds, leaves it
 * between two frames and enters the next one.
 */
final class ModelSwitch {
  private final List<Model> entered = new ArrayList<>();
  private volatile Model current;

  ModelSwitch(Model first) {
    this.current = first;
  }

  Model current() {
    return current;
  }

  boolean isCurrent(Model model) {
    return current == model;
  }

  /** The model to use from now on; to be left later. */
  synchronized Model enter() {
    entered.add(current);
    return current;
  }

  synchronized void leave(Model model) {
    entered.remove(model);
    notifyAll();
  }

  /** Lets everybody use another model from the next frame on; returns the one before. */
  synchronized Model replace(Model next) {
    Model before = current;
    current = next;
    return before;
  }

  /** Waits until nobody uses a model any more. */
  synchronized void awaitLeft(Model model) throws InterruptedException {
    while (entered.contains(model)) {
      wait();
    }
  }
}
