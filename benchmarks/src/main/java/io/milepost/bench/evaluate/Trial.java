package io.milepost.bench.evaluate;

import java.util.List;

/**
 * One scene or clip as the rules saw it.
 *
 * @param name for people: scenario, seed and light, or the file
 * @param kind scenario or {@code clip}
 * @param seconds length of the video
 * @param truth what really happens
 * @param told what the rules confirmed, in order
 */
record Trial(String name, String kind, double seconds, List<TruthEvent> truth, List<Told> told) {

  /** Makes the lists immutable. */
  Trial {
    truth = List.copyOf(truth);
    told = List.copyOf(told);
  }
}
