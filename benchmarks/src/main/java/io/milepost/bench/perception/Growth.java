package io.milepost.bench.perception;

import io.milepost.bench.Sample;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Whether a load that runs on and on takes more and more memory. */
final class Growth {
  private static final double STEP_SECONDS = 10;

  private Growth() {}

  /**
   * What was seen.
   *
   * @param minutes watched
   * @param beginMib resident memory, median of the second quarter of the time: the first warms up
   * @param endMib the same of the last quarter
   * @param worst the worst share of pictures of any ten seconds
   * @param ageP99 the worst of any ten seconds, milliseconds
   */
  record Result(double minutes, double beginMib, double endMib, double worst, double ageP99) {
    double growthMib() {
      return endMib - beginMib;
    }
  }

  /** Watches a running park. */
  static Result watch(CameraPark park, double minutes, PrintWriter progress) {
    List<Double> resident = new ArrayList<>();
    double worst = 1;
    double age = 0;
    long end = System.nanoTime() + Math.round(minutes * 60e9);
    while (System.nanoTime() < end) {
      Load load = park.measure(STEP_SECONDS, 1, () -> {});
      resident.add(load.residentMib());
      worst = Math.min(worst, load.worstShare());
      age = Math.max(age, load.ageP99());
      if (resident.size() % 6 == 0) {
        progress.printf(
            "  minute %d: %.0f MiB, age p99 %.0f ms%n",
            resident.size() / 6, load.residentMib(), load.ageP99());
        progress.flush();
      }
    }
    int n = resident.size();
    return new Result(
        minutes,
        median(resident.subList(n / 4, Math.max(n / 4 + 1, n / 2))),
        median(resident.subList(Math.min(n - 1, 3 * n / 4), n)),
        worst,
        age);
  }

  private static double median(List<Double> values) {
    return Sample.of(values.stream().mapToDouble(Double::doubleValue).toArray()).median();
  }
}
