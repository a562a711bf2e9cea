package io.milepost.rsu.perception.recorded;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.rsu.perception.FrameDetections;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what the detector finds, compressed, a file per camera and hour: {@code
 * <camera>/20261120T140000.jsonl.gz}. The oldest files give way when the space is used up. One
 * thread of its own writes; at most {@value #QUEUE} frames wait for it, what comes then is dropped
 * and counted. A killed process loses the last {@value #FLUSH_SECONDS} seconds. Thread-safe.
 */
public final class DetectionArchive implements AutoCloseable {
  static final int QUEUE = 4096;
  static final int FLUSH_SECONDS = 2;

  private static final Logger LOG = LoggerFactory.getLogger(DetectionArchive.class);
  private static final long HOUR_MILLIS = 3_600_000;
  private static final long RETRY_MILLIS = 10_000;
  private static final long BYTES_PER_MB = 1_000_000;
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

  private final Path folder;
  private final long mostBytes;
  private final String model;
  private final BlockingQueue<FrameDetections> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Map<String, Open> open = new HashMap<>();
  private final Counter kept;
  private final Counter dropped;
  private final Thread writer;
  private volatile boolean closing;
  private volatile String problem;
  private long quietUntil;

  private record Open(DetectionWriter writer, long hour, Path file) {}

  /**
   * Starts writing.
   *
   * @param model SHA-256 of the model, empty when unknown
   */
  public DetectionArchive(
      Path folder, DetectionsConfig config, String model, MeterRegistry registry) {
    this.folder = folder;
    this.mostBytes = config.keepMb() * BYTES_PER_MB;
    this.model = model;
    this.kept =
        Counter.builder("milepost.detections.kept")
            .description("Pictures whose detections were kept for replay")
            .register(registry);
    this.dropped =
        Counter.builder("milepost.detections.dropped")
            .description("Pictures whose detections were not kept: the disk was too slow or failed")
            .register(registry);
    Gauge.builder("milepost.detections.waiting", queue, BlockingQueue::size).register(registry);
    writer = new Thread(this::run, "detection-archive");
    writer.setDaemon(true);
    writer.start();
  }

  /** Takes a frame in; never waits. */
  public void offer(FrameDetections frame) {
    if (closing || !queue.offer(frame)) {
      dropped.increment();
    }
  }

  /** A sentence while nothing can be written. */
  public Optional<String> degraded() {
    return Optional.ofNullable(problem);
  }

  private void run() {
    long flushed = System.nanoTime();
    boolean going = true;
    while (going) {
      try {
        FrameDetections frame = queue.poll(FLUSH_SECONDS, TimeUnit.SECONDS);
        if (frame != null) {
          keep(frame);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
      if (System.nanoTime() - flushed > TimeUnit.SECONDS.toNanos(FLUSH_SECONDS)) {
        flushed = System.nanoTime();
        flush();
      }
      going = !closing || !queue.isEmpty();
    }
    List.copyOf(open.keySet()).forEach(this::closeFile);
  }

  private void keep(FrameDetections frame) {
    if (System.currentTimeMillis() < quietUntil) {
      dropped.increment();
      return;
    }
    try {
      writerOf(frame).write(frame);
      kept.increment();
      problem = null;
    } catch (IOException | MilepostException e) {
      failed(frame.camera(), e);
    }
  }

  private DetectionWriter writerOf(FrameDetections frame) throws IOException {
    long hour = Math.floorDiv(frame.utcMillis(), HOUR_MILLIS);
    Open current = open.get(frame.camera());
    if (current == null || current.hour() != hour) {
      closeFile(frame.camera());
      makeRoom();
      Path camera = Files.createDirectories(folder.resolve(frame.camera()));
      String name = NAME.format(Instant.ofEpochMilli(frame.utcMillis())) + ".jsonl.gz";
      Path file = camera.resolve(name);
      current = new Open(new DetectionWriter(file, model), hour, file);
      open.put(frame.camera(), current);
    }
    return current.writer();
  }

  private void flush() {
    for (Map.Entry<String, Open> each : Map.copyOf(open).entrySet()) {
      try {
        each.getValue().writer().flush();
      } catch (MilepostException e) {
        failed(each.getKey(), e);
      }
    }
    try {
      makeRoom();
    } catch (IOException e) {
      problem = "detections are not kept: " + e.getMessage();
    }
  }

  private void failed(String camera, Exception e) {
    dropped.increment();
    if (problem == null) {
      LOG.warn("detections not kept camera={} reason=\"{}\"", camera, e.getMessage());
    }
    problem = "detections are not kept for replay: " + e.getMessage() + "; is the disk full?";
    quietUntil = System.currentTimeMillis() + RETRY_MILLIS;
    closeFile(camera);
  }

  private void closeFile(String camera) {
    Open old = open.remove(camera);
    if (old != null) {
      try {
        old.writer().close();
      } catch (MilepostException e) {
        LOG.debug("closing failed file={} reason=\"{}\"", old.file(), e.getMessage());
      }
    }
  }

  /** Deletes the oldest files, by name, until the rest fits; never one that is being written. */
  private void makeRoom() throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder, 2)) {
      all.filter(f -> f.toString().endsWith(".jsonl.gz")).forEach(files::add);
    }
    files.sort(Comparator.comparing(f -> f.getFileName().toString()));
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    for (Path file : files) {
      if (bytes <= mostBytes) {
        return;
      }
      if (open.values().stream().noneMatch(o -> o.file().equals(file))) {
        bytes -= Files.size(file);
        Files.delete(file);
      }
    }
  }

  /** Writes what waits and closes the files. */
  @Override
  public void close() throws InterruptedException {
    closing = true;
    writer.join(TimeUnit.SECONDS.toMillis(10));
  }
}
