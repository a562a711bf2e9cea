package io.milepost.bench.perception;

import io.milepost.bench.Sample;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

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
   * @param ageP99 the median of the ten seconds' 99 of 100, milliseconds
   * @param bytes heap bytes per picture, median of the ten seconds
   * @param beginFiles open files after the second quarter
   * @param endFiles open files at the end
   * @param beginHeapMib heap in use after a collection, after the second quarter
   * @param endHeapMib the same at the end
   * @param othersCores kept busy by other processes, mean
   * @param looked pictures looked at
   */
  record Result(
      double minutes,
      double beginMib,
      double endMib,
      double worst,
      double ageP99,
      double bytes,
      long beginFiles,
      long endFiles,
      double beginHeapMib,
      double endHeapMib,
      double othersCores,
      long looked) {
    double growthMib() {
      return endMib - beginMib;
    }
  }

  /** Watches a running park. */
  static Result watch(CameraPark park, double minutes, PrintWriter progress) {
    List<Load> loads = new ArrayList<>();
    long begin = System.nanoTime();
    long end = begin + Math.round(minutes * 60e9);
    long half = begin + (end - begin) / 2;
    long files = 0;
    double heap = 0;
    while (System.nanoTime() < end) {
      Load load = park.measure(STEP_SECONDS);
      loads.add(load);
      if (files == 0 && System.nanoTime() >= half) {
        files = ProcessFigures.openFiles();
        heap = ProcessFigures.heapMib();
      }
      if (loads.size() % 6 == 0) {
        progress.printf(
            "  minute %d: %.0f MiB, %d files, age p99 %.0f ms, others %.2f cores%n",
            loads.size() / 6,
            load.residentMib(),
            ProcessFigures.openFiles(),
            load.ageP99(),
            load.othersCores());
        progress.flush();
      }
    }
    int n = loads.size();
    return new Result(
        minutes,
        median(loads.subList(n / 4, Math.max(n / 4 + 1, n / 2)), Load::residentMib),
        median(loads.subList(Math.min(n - 1, 3 * n / 4), n), Load::residentMib),
        loads.stream().mapToDouble(Load::worstShare).min().orElse(0),
        median(loads, Load::ageP99),
        median(loads, Load::allocatedPerFrame),
        files,
        ProcessFigures.openFiles(),
        heap,
        ProcessFigures.heapMib(),
        loads.stream().mapToDouble(Load::othersCores).average().orElse(0),
        loads.stream().mapToLong(Load::looked).sum());
  }

  private static double median(List<Load> loads, ToDoubleFunction<Load> figure) {
    return Sample.of(loads.stream().mapToDouble(figure).toArray()).median();
  }
}
