package io.milepost.rsu.recording;

import io.milepost.protocol.failure.MilepostException;
import io.milepost.rsu.recording.Stretch.Cause;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The segments of one camera, one after the other: opens, cuts and closes them, tells index and
 * ledger, and goes on after a disk refused. An index that refuses stops no recording: the file is
 * entered when the index works again, at the latest at the next start. One thread writes, any may
 * look.
 */
final class CameraTape {
  private static final Logger LOG = LoggerFactory.getLogger(CameraTape.class);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** A step of this many pictures, and of at least three seconds, is a hole. */
  private static final int HOLE_FRAMES = 5;

  private static final long HOLE_MICROS = 3_000_000;
  private static final double SECOND_MICROS = 1e6;

  private final String camera;
  private final RecordingFolder folder;
  private final SegmentIndex index;
  private final CoverageLedger ledger;
  private final SegmentLength length;
  private final AtomicLong segments = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong writeErrors = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private volatile long recordedUpToMicros;
  private volatile String problem;
  private volatile boolean recording;
  private StreamCopy parameters;
  private SegmentWriter writer;
  private long row;
  private long notBeforeNanos = System.nanoTime();
  private long endMicros;
  private String endReason;
  private Cause endCause;
  private long lastDts;
  private long lastUtc;

  CameraTape(
      String camera,
      RecordingConfig config,
      RecordingFolder folder,
      SegmentIndex index,
      CoverageLedger ledger) {
    this.camera = camera;
    this.folder = folder;
    this.index = index;
    this.ledger = ledger;
    this.length = new SegmentLength(config.shortestSeconds(), config.segmentSeconds());
  }

  /** A stream begins; owns the parameters from now on. */
  void begin(StreamCopy stream) {
    cut("the connection began anew", 0);
    if (parameters != null) {
      parameters.close();
    }
    parameters = stream;
    if (stream.refused() != null) {
      LOG.warn(
          "sound not recorded camera={} codec={} reason=\"MP4 cannot carry it\"",
          camera,
          stream.refused());
    }
  }

  /** Takes a picture. */
  void picture(AVPacket packet, boolean key, long utcMicros) throws IOException {
    long dts = packet.dts();
    if (writer != null && isHole(dts)) {
      hole(key, dts, utcMicros);
    }
    if (writer != null && length.endsBefore(key, utcMicros)) {
      cut("full", dts);
    }
    if (writer == null) {
      if (!key || System.nanoTime() - notBeforeNanos < 0) {
        dropped.incrementAndGet();
        return;
      }
      open(packet, utcMicros);
      length.begin(utcMicros);
      length.endsBefore(true, utcMicros);
    }
    writer.write(packet, key);
    lastDts = dts;
    lastUtc = utcMicros;
    recordedUpToMicros = writer.readableUpToMicros();
  }

  /** Takes sound; between segments there is none. */
  void sound(AVPacket packet) throws IOException {
    if (writer != null) {
      writer.writeAudio(packet);
    }
  }

  private boolean isHole(long dts) {
    double frame = parameters.fps() > 0 ? SECOND_MICROS / parameters.fps() : 0;
    return dts - lastDts > Math.max(HOLE_MICROS, HOLE_FRAMES * frame);
  }

  /** The connection held but no picture came: at a key picture a new segment, else a remark. */
  private void hole(boolean key, long dts, long utcMicros) {
    String why =
        "the camera sent no picture for " + Math.round((dts - lastDts) / SECOND_MICROS) + " s";
    if (key) {
      cut(why, 0);
      return;
    }
    try {
      ledger.over(camera, new Span(lastUtc, utcMicros), Cause.CAMERA, why, true);
    } catch (MilepostException e) {
      LOG.warn("gap not written down camera={} reason={}", camera, e.getMessage());
    }
  }

  private void open(AVPacket first, long utcMicros) throws IOException {
    long millis = utcMicros / 1000;
    Path day =
        folder
            .path()
            .resolve(camera)
            .resolve(Instant.ofEpochMilli(millis).toString().substring(0, 10));
    Files.createDirectories(day);
    while (writer == null) {
      Path file = day.resolve(millis + ".mp4");
      folder.writing(folder.relative(file));
      try {
        writer = new SegmentWriter(file, parameters, first, utcMicros);
      } catch (FileAlreadyExistsException e) {
        folder.written(folder.relative(file));
        millis++;
      } catch (IOException e) {
        folder.written(folder.relative(file));
        throw e;
      }
    }
    row = 0;
    recording = true;
    enter(utcMicros);
  }

  /** Tells index and ledger of a segment that has begun. */
  private void enter(long utcMicros) {
    try {
      row = index.begin(camera, folder.relative(writer.file()), utcMicros, writer.look());
      if (endMicros > 0 && utcMicros - endMicros > CoverageLedger.JOIN_MICROS) {
        ledger.over(camera, new Span(endMicros, utcMicros), endCause, endReason, false);
      }
      ledger.close(camera, utcMicros);
    } catch (MilepostException e) {
      indexFailed(e);
    }
  }

  private void indexFailed(MilepostException e) {
    problem = "camera " + camera + " is recorded but not indexed: " + e.getMessage();
    LOG.warn("segment not indexed camera={} reason={}", camera, e.getMessage());
  }

  /** Puts on the disk what has come, for when nothing comes for a while. */
  void settle() throws IOException {
    if (writer != null) {
      writer.settle();
      recordedUpToMicros = writer.readableUpToMicros();
    }
  }

  /**
   * Ends the segment.
   *
   * @param nextDts decode time of the picture that opens the next one, 0 when there is none
   */
  void cut(String reason, long nextDts) {
    if (writer == null) {
      return;
    }
    String path = folder.relative(writer.file());
    try (SegmentWriter ending = writer) {
      SegmentSummary summary = ending.finish(nextDts);
      writer = null;
      recording = nextDts != 0;
      recordedUpToMicros = ending.readableUpToMicros();
      ended(summary.endMicros(), reason, GapCauses.of(reason));
      segments.incrementAndGet();
      bytes.addAndGet(summary.bytes());
      enterEnd(ending, path, summary, reason);
    } catch (IOException e) {
      failed(e);
    } finally {
      folder.written(path);
    }
  }

  private void enterEnd(SegmentWriter ending, String path, SegmentSummary summary, String reason) {
    try {
      if (row == 0) {
        row = index.begin(camera, path, ending.startMicros(), ending.look());
      }
      index.finish(row, summary, reason);
      problem = null;
    } catch (MilepostException e) {
      indexFailed(e);
    }
  }

  private void ended(long micros, String reason, Cause cause) {
    endMicros = micros;
    endReason = reason;
    endCause = cause;
  }

  /** The running segment stays as it is on disk, up to its last whole fragment. */
  void failed(Exception e) {
    writeErrors.incrementAndGet();
    String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    problem = "camera " + camera + " cannot be recorded: " + why;
    LOG.warn("recording failed camera={} errors={} reason={}", camera, writeErrors, why);
    recording = false;
    notBeforeNanos = System.nanoTime() + RETRY_NANOS;
    SegmentWriter broken = writer;
    writer = null;
    if (broken != null) {
      ended(broken.readableUpToMicros(), "the disk refused: " + why, Cause.DISK);
      String path = folder.relative(broken.file());
      try (SegmentWriter closing = broken) {
        RecordingRepair.salvage(folder, index, row, closing);
      } catch (IOException | MilepostException again) {
        LOG.debug("broken segment left for the next start file={}", broken.file(), again);
      } finally {
        folder.written(path);
      }
    }
  }

  /** Something was lost before it came here. */
  void lost(String why) {
    dropped.incrementAndGet();
    if (why != null) {
      problem = why;
    }
  }

  /** Ends for good. */
  void close() {
    cut("this node stopped recording", 0);
    if (parameters != null) {
      parameters.close();
      parameters = null;
    }
  }

  /** UTC up to which pictures are on disk and readable, microseconds. */
  long recordedUpToMicros() {
    return recordedUpToMicros;
  }

  RecorderStatus status(long queuedBytes) {
    return new RecorderStatus(
        camera,
        recording,
        segments.get(),
        bytes.get(),
        writeErrors.get(),
        dropped.get(),
        queuedBytes,
        recordedUpToMicros / 1000,
        problem);
  }
}
