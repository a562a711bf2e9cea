package io.milepost.rsu.recording;

import io.milepost.protocol.failure.MilepostException;
import io.milepost.rsu.camera.PacketSink;
import io.milepost.rsu.camera.StreamInfo;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records one camera: packets as they come, never decoded, into segments cut at key pictures.
 *
 * <p>Writes on a thread of its own, {@code record-<camera>}: a disk that hesitates for seconds, as
 * network disks do, must not hold up the camera's thread, on which detection depends. Between the
 * two is a queue of at most {@value #QUEUE_PACKETS} packets and 16 MB; when it is full, packets are
 * dropped and counted up to the next key picture, and the segment ends, so that a gap is a gap and
 * no damaged picture. A disk that refuses costs the running segment from there on; the next key
 * picture tries anew.
 */
public final class SegmentRecorder implements PacketSink, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentRecorder.class);
  private static final int QUEUE_PACKETS = 2048;
  private static final long QUEUE_BYTES = 16L << 20;
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long CUT_EARLY_MICROS = 20_000;

  private final String camera;
  private final RecordingConfig config;
  private final SegmentIndex index;
  private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(QUEUE_PACKETS);
  private final AtomicLong queuedBytes = new AtomicLong();
  private final AtomicLong segments = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong writeErrors = new AtomicLong();
  private final AtomicLong droppedPackets = new AtomicLong();
  private final Thread thread;
  private boolean skipping;
  private boolean overflowed;
  private Item owed;
  private volatile long recordedUpToMicros;
  private volatile String problem;
  private volatile boolean recording;
  private AVCodecParameters parameters;
  private SegmentWriter writer;
  private long row;
  private long notBeforeNanos = System.nanoTime();

  /** A recorder; its thread starts at once and ends with {@link #close()}. */
  SegmentRecorder(String camera, RecordingConfig config, SegmentIndex index) {
    this.camera = camera;
    this.config = config;
    this.index = index;
    thread = new Thread(this::run, "record-" + camera);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void begin(StreamInfo stream) {
    AVCodecParameters copy = avcodec.avcodec_parameters_alloc();
    avcodec.avcodec_parameters_copy(copy, stream.parameters());
    skipping = true;
    if (owed != null) {
      owed.free();
    }
    owed = new Item(Kind.BEGIN, null, copy, 0, null);
    payOwed();
  }

  /** Nothing may be recorded before its beginning, however long the disk makes that wait. */
  private boolean payOwed() {
    if (owed != null && queue.offer(owed)) {
      owed = null;
    }
    return owed == null;
  }

  @Override
  public void packet(AVPacket packet, long utcMicros, long arrivedNanos) {
    if ((packet.flags() & avcodec.AV_PKT_FLAG_KEY) != 0) {
      skipping = false;
    } else if (skipping) {
      droppedPackets.addAndGet(overflowed ? 1 : 0);
      return;
    }
    int size = packet.size();
    AVPacket copy = avcodec.av_packet_clone(packet);
    if (copy == null || !payOwed() || queuedBytes.get() + size > QUEUE_BYTES) {
      overflow(copy);
      return;
    }
    queuedBytes.addAndGet(size);
    if (overflowed && !queue.offer(new Item(Kind.CUT, null, null, 0, "the disk was too slow"))
        || !queue.offer(new Item(Kind.PACKET, copy, null, utcMicros, null))) {
      queuedBytes.addAndGet(-size);
      overflow(copy);
    } else {
      overflowed = false;
    }
  }

  private void overflow(AVPacket packet) {
    droppedPackets.incrementAndGet();
    skipping = true;
    overflowed = true;
    problem = "the disk is too slow for camera " + camera + "; pictures are being lost";
    if (packet != null) {
      avcodec.av_packet_free(packet);
    }
  }

  @Override
  public void end(String reason) {
    offer(new Item(Kind.CUT, null, null, 0, reason));
  }

  /** Rare items wait for room, but not for ever: a dead disk must not stop a camera. */
  private void offer(Item item) {
    try {
      if (!queue.offer(item) && !queue.offer(item, 1, TimeUnit.SECONDS)) {
        overflow(null);
        item.free();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      overflow(null);
      item.free();
    }
  }

  private void run() {
    boolean open = true;
    while (open) {
      try {
        Item item = queue.poll(1, TimeUnit.SECONDS);
        if (item == null) {
          settle();
        } else {
          open = handle(item);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        open = false;
      } catch (RuntimeException e) {
        LOG.error("recorder failed camera={}", camera, e);
        failed(e);
      }
    }
    cut("stopped", 0);
    queue.forEach(Item::free);
    queue.clear();
    if (parameters != null) {
      avcodec.avcodec_parameters_free(parameters);
    }
  }

  private boolean handle(Item item) {
    switch (item.kind()) {
      case BEGIN -> {
        cut("the connection began anew", 0);
        if (parameters != null) {
          avcodec.avcodec_parameters_free(parameters);
        }
        parameters = item.parameters();
      }
      case CUT -> cut(item.reason(), 0);
      case PACKET -> {
        queuedBytes.addAndGet(-item.packet().size());
        try {
          record(item.packet(), item.utcMicros());
        } catch (IOException | MilepostException e) {
          failed(e);
        } finally {
          item.free();
        }
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void record(AVPacket packet, long utcMicros) throws IOException {
    boolean key = (packet.flags() & avcodec.AV_PKT_FLAG_KEY) != 0;
    long full = config.segmentSeconds() * 1_000_000L - CUT_EARLY_MICROS;
    if (key && writer != null && writer.lengthUpTo(packet.dts()) >= full) {
      cut("full", packet.dts());
    }
    if (writer == null) {
      if (!key || System.nanoTime() - notBeforeNanos < 0) {
        droppedPackets.incrementAndGet();
        return;
      }
      open(packet, utcMicros);
    }
    writer.write(packet);
    recordedUpToMicros = writer.readableUpToMicros();
  }

  private void open(AVPacket first, long utcMicros) throws IOException {
    long millis = utcMicros / 1000;
    Path folder =
        config
            .folder()
            .resolve(camera)
            .resolve(Instant.ofEpochMilli(millis).toString().substring(0, 10));
    Files.createDirectories(folder);
    while (writer == null) {
      try {
        Path file = folder.resolve(millis + ".mp4");
        writer = new SegmentWriter(file, parameters, first, utcMicros);
      } catch (FileAlreadyExistsException e) {
        millis++;
      }
    }
    row = 0;
    row =
        index.begin(
            camera, config.folder().relativize(writer.file()).toString(), utcMicros, writer.look());
    recording = true;
  }

  private void settle() {
    if (writer != null) {
      try {
        writer.settle();
        recordedUpToMicros = writer.readableUpToMicros();
      } catch (IOException e) {
        failed(e);
      }
    }
  }

  private void cut(String reason, long nextDts) {
    if (writer == null) {
      return;
    }
    try (SegmentWriter ending = writer) {
      writer = null;
      recording = false;
      SegmentSummary summary = ending.finish(nextDts);
      recordedUpToMicros = ending.readableUpToMicros();
      index.finish(row, summary, reason);
      segments.incrementAndGet();
      bytes.addAndGet(summary.bytes());
      problem = null;
    } catch (IOException | MilepostException e) {
      failed(e);
    }
  }

  /** The running segment stays as it is on disk; the repair makes it whole. */
  private void failed(Exception e) {
    writeErrors.incrementAndGet();
    String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    problem = "camera " + camera + " cannot be recorded: " + why;
    LOG.warn("recording failed camera={} errors={} reason={}", camera, writeErrors, why);
    recording = false;
    notBeforeNanos = System.nanoTime() + RETRY_NANOS;
    SegmentWriter broken = writer;
    writer = null;
    if (broken != null) {
      try (SegmentWriter closing = broken) {
        RecordingRepair.salvage(config.folder(), index, row, closing);
      } catch (IOException | MilepostException again) {
        LOG.debug("broken segment left for the next start file={}", broken.file(), again);
      }
    }
  }

  /** How it is doing. */
  public RecorderStatus status() {
    return new RecorderStatus(
        camera,
        recording,
        segments.get(),
        bytes.get(),
        writeErrors.get(),
        droppedPackets.get(),
        queuedBytes.get(),
        recordedUpToMicros / 1000,
        problem);
  }

  /** Camera id. */
  public String camera() {
    return camera;
  }

  /** UTC up to which pictures are on disk and readable, microseconds. */
  long recordedUpToMicros() {
    return recordedUpToMicros;
  }

  /** Ends the segment and the thread; waits for the disk, so not for event loops. */
  @Override
  public void close() {
    offer(new Item(Kind.QUIT, null, null, 0, null));
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private enum Kind {
    BEGIN,
    PACKET,
    CUT,
    QUIT
  }

  private record Item(
      Kind kind, AVPacket packet, AVCodecParameters parameters, long utcMicros, String reason) {
    void free() {
      if (packet != null) {
        avcodec.av_packet_free(packet);
      }
      if (kind == Kind.BEGIN && parameters != null) {
        avcodec.avcodec_parameters_free(parameters);
      }
    }
  }
}
