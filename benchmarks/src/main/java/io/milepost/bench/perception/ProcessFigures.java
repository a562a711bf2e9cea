package io.milepost.bench.perception;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** What this process and this machine have used so far. Linux only. */
final class ProcessFigures {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** Clock ticks per second in /proc/stat, on every Linux in use. */
  private static final double TICKS = 100;

  private final Map<Long, Used> threads = new HashMap<>();
  private final long cpuNanos = SYSTEM.getProcessCpuTime();
  private final double busySeconds = busySeconds();
  private final long nanos = System.nanoTime();

  private record Used(String name, long bytes, long cpuNanos) {}

  /** Takes the figures of now; those of the calling thread are left out. */
  ProcessFigures() {
    long[] ids = THREADS.getAllThreadIds();
    long[] bytes = THREADS.getThreadAllocatedBytes(ids);
    long[] cpu = THREADS.getThreadCpuTime(ids);
    ThreadInfo[] infos = THREADS.getThreadInfo(ids);
    for (int i = 0; i < ids.length; i++) {
      if (infos[i] != null && ids[i] != Thread.currentThread().getId()) {
        threads.put(ids[i], new Used(infos[i].getThreadName(), bytes[i], cpu[i]));
      }
    }
  }

  /** Heap bytes that threads alive at both times have allocated since. */
  long allocatedSince(ProcessFigures before) {
    return threads.entrySet().stream()
        .filter(now -> before.threads.containsKey(now.getKey()))
        .mapToLong(now -> now.getValue().bytes() - before.threads.get(now.getKey()).bytes())
        .sum();
  }

  /** Processor time since, milliseconds, of the threads whose names begin so. */
  double cpuMillisSince(ProcessFigures before, String prefix) {
    return threads.entrySet().stream()
            .filter(now -> before.threads.containsKey(now.getKey()))
            .filter(now -> now.getValue().name().startsWith(prefix))
            .mapToLong(
                now -> now.getValue().cpuNanos() - before.threads.get(now.getKey()).cpuNanos())
            .sum()
        / 1e6;
  }

  /** Cores this process has kept busy since. */
  double coresSince(ProcessFigures before) {
    return (cpuNanos - before.cpuNanos) / (double) (nanos - before.nanos);
  }

  /** Cores that other processes have kept busy since. */
  double othersSince(ProcessFigures before) {
    double all = (busySeconds - before.busySeconds) / ((nanos - before.nanos) / 1e9);
    return Math.max(0, all - coresSince(before));
  }

  private static double busySeconds() {
    try {
      String[] cpu = Files.readAllLines(Path.of("/proc/stat")).get(0).trim().split("\\s+");
      // user, nice, system, then irq, softirq and steal; not idle and iowait.
      long ticks = 0;
      for (int i : new int[] {1, 2, 3, 6, 7, 8}) {
        ticks += Long.parseLong(cpu[i]);
      }
      return ticks / TICKS;
    } catch (IOException e) {
      throw new IllegalStateException("/proc/stat cannot be read", e);
    }
  }

  /** Processor time of the calling thread, nanoseconds. */
  static long ownCpuNanos() {
    return THREADS.getCurrentThreadCpuTime();
  }

  /** Files, sockets and pipes this process holds open. */
  static long openFiles() {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    } catch (IOException e) {
      throw new IllegalStateException("/proc/self/fd cannot be listed", e);
    }
  }

  /** Heap in use after a collection, MiB. */
  static double heapMib() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1048576.0;
  }

  /** Memory of this process that is resident now, MiB. */
  static double residentMib() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("/proc/self/status cannot be read", e);
    }
    throw new IllegalStateException("/proc/self/status names no VmRSS");
  }
}
