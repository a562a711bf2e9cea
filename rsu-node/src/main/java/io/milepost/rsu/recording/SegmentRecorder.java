package io.milepost.rsu.recording;

import io.milepost.rsu.camera.PacketSink;
import io.milepost.rsu.camera.StreamInfo;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
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
  private static final int WAKE_PACKETS = 256;
  private static final long WAKE_BYTES = 2L << 20;
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final CameraTape tape;
  private final String camera;
  private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(QUEUE_PACKETS);
  private final AtomicLong queuedBytes = new AtomicLong();
  private final Thread thread;
  private long idleSinceNanos = System.nanoTime();
  private long wokenDts = Long.MIN_VALUE;
  private boolean skipping;
  private boolean overflowed;
  private Item owed;

  /** A recorder; its thread starts at once and ends with {@link #close()}. */
  SegmentRecorder(String camera, CameraTape tape) {
    this.camera = camera;
    this.tape = tape;
    thread = new Thread(this::run, "record-" + camera);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void begin(StreamInfo stream) {
    skipping = true;
    if (owed != null) {
      owed.free();
    }
    owed = Item.begin(StreamCopy.of(stream));
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
    boolean key = (packet.flags() & avcodec.AV_PKT_FLAG_KEY) != 0;
    if (key) {
      skipping = false;
    } else if (skipping) {
      if (overflowed) {
        tape.lost(null);
      }
      return;
    }
    int size = packet.size();
    if (!payOwed() || queuedBytes.get() + size > QUEUE_BYTES) {
      overflow();
      return;
    }
    AVPacket copy = avcodec.av_packet_clone(packet);
    if (copy == null) {
      overflow();
      return;
    }
    queuedBytes.addAndGet(size);
    if (overflowed && !queue.offer(Item.cut("the disk was too slow"))
        || !queue.offer(
            new Item(key ? Kind.KEY : Kind.PICTURE, copy, size, null, utcMicros, null))) {
      queuedBytes.addAndGet(-size);
      avcodec.av_packet_free(copy);
      overflow();
    } else {
      overflowed = false;
      wakeWhenDue(packet, key);
    }
  }

  /**
   * The writer has nothing to put on the disk before a fragment is full, so it is woken about once
   * a second and not for every picture.
   */
  private void wakeWhenDue(AVPacket packet, boolean key) {
    long dts = packet.dts();
    long since = wokenDts == Long.MIN_VALUE ? Long.MAX_VALUE : dts - wokenDts;
    if (since < 0
        || since + packet.duration() > SegmentWriter.FRAGMENT_MICROS
        || key && since > SegmentWriter.LEAST_FRAGMENT_MICROS
        || queue.size() > WAKE_PACKETS
        || queuedBytes.get() > WAKE_BYTES) {
      wokenDts = dts;
      LockSupport.unpark(thread);
    }
  }

  /** Sound goes first when there is no room. */
  @Override
  public void audio(AVPacket packet) {
    int size = packet.size();
    if (skipping || owed != null || queuedBytes.get() + size > QUEUE_BYTES) {
      return;
    }
    AVPacket copy = avcodec.av_packet_clone(packet);
    if (copy != null) {
      queuedBytes.addAndGet(size);
      if (!queue.offer(new Item(Kind.SOUND, copy, size, null, 0, null))) {
        queuedBytes.addAndGet(-size);
        avcodec.av_packet_free(copy);
      }
    }
  }

  private void overflow() {
    skipping = true;
    overflowed = true;
    tape.lost("the disk is too slow for camera " + camera + "; pictures are being lost");
  }

  @Override
  public void end(String reason) {
    offer(Item.cut(reason));
  }

  /** Rare items wait for room, but not for ever: a dead disk must not stop a camera. */
  private void offer(Item item) {
    try {
      if (!queue.offer(item) && !queue.offer(item, 1, TimeUnit.SECONDS)) {
        overflow();
        item.free();
      }
      LockSupport.unpark(thread);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      overflow();
      item.free();
    }
  }

  private void run() {
    boolean open = true;
    while (open) {
      try {
        Item item = queue.poll();
        if (item == null) {
          LockSupport.parkNanos(IDLE_NANOS);
          item = queue.poll();
        }
        if (item == null) {
          settle();
        } else {
          idleSinceNanos = System.nanoTime();
          open = handle(item);
        }
      } catch (IOException e) {
        tape.failed(e);
      } catch (RuntimeException e) {
        LOG.error("recorder failed camera={}", camera, e);
        tape.failed(e);
      }
    }
    tape.close();
    queue.forEach(Item::free);
    queue.clear();
  }

  /** Nothing has come for a second: what has come belongs on the disk. */
  private void settle() throws IOException {
    if (System.nanoTime() - idleSinceNanos >= IDLE_NANOS) {
      tape.settle();
    }
  }

  private boolean handle(Item item) throws IOException {
    try {
      switch (item.kind()) {
        case BEGIN -> tape.begin(item.stream());
        case CUT -> tape.cut(item.reason(), 0);
        case KEY -> tape.picture(item.packet(), true, item.utcMicros());
        case PICTURE -> tape.picture(item.packet(), false, item.utcMicros());
        case SOUND -> tape.sound(item.packet());
        default -> {
          return false;
        }
      }
      return true;
    } finally {
      queuedBytes.addAndGet(-item.size());
      item.freePacket();
    }
  }

  /** How it is doing. */
  public RecorderStatus status() {
    return tape.status(queuedBytes.get());
  }

  /** Camera id. */
  public String camera() {
    return camera;
  }

  /** UTC up to which pictures are on disk and readable, microseconds. */
  long recordedUpToMicros() {
    return tape.recordedUpToMicros();
  }

  /** Ends the segment and the thread; waits for the disk, so not for event loops. */
  @Override
  public void close() {
    offer(new Item(Kind.QUIT, null, 0, null, 0, null));
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private enum Kind {
    BEGIN,
    KEY,
    PICTURE,
    SOUND,
    CUT,
    QUIT
  }

  private record Item(
      Kind kind, AVPacket packet, int size, StreamCopy stream, long utcMicros, String reason) {
    static Item begin(StreamCopy stream) {
      return new Item(Kind.BEGIN, null, 0, stream, 0, null);
    }

    static Item cut(String reason) {
      return new Item(Kind.CUT, null, 0, null, 0, reason);
    }

    void freePacket() {
      if (packet != null) {
        avcodec.av_packet_free(packet);
      }
    }

    void free() {
      freePacket();
      if (stream != null) {
        stream.close();
      }
    }
  }
}
