package io.milepost.rsu.camera;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a camera's thread does from start to stop: connect, read, and after a failure again. */
final class CaptureLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(CaptureLoop.class);

  /** Packets in a row without a picture, about ten seconds. */
  private static final int MOST_UNDECODED = 250;

  private final CameraCapture owner;
  private final CameraHealth health;
  private final CompletableFuture<Void> previous;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final Interrupt interrupt = new Interrupt();
  private final Backoff backoff;
  private volatile Thread thread;
  private volatile boolean stopping;
  private long arrivedNanos;

  CaptureLoop(CameraCapture owner, CompletableFuture<Void> previous) {
    this.owner = owner;
    this.health = owner.health();
    this.previous = previous;
    CaptureConfig config = owner.config();
    this.backoff =
        new Backoff(
            config.backoffMin(),
            config.backoffMax(),
            () -> ThreadLocalRandom.current().nextDouble());
  }

  void runOn(Thread worker) {
    thread = worker;
  }

  CompletableFuture<Void> done() {
    return done;
  }

  boolean isStopping() {
    return stopping;
  }

  void stop() {
    stopping = true;
    interrupt.cancel();
    abort();
  }

  /** A Java stream cannot be interrupted by FFmpeg's call-back, so it is closed from outside. */
  void watch() {
    if (interrupt.readsJavaStream() && interrupt.isOverdue()) {
      abort();
    }
  }

  private void abort() {
    if (interrupt.readsJavaStream()) {
      Thread closer = new Thread(interrupt::abortInput, "camera-" + owner.camera().id() + "-abort");
      closer.setDaemon(true);
      closer.start();
    }
    thread.interrupt();
  }

  @Override
  public void run() {
    String id = owner.camera().id();
    try {
      if (previous != null) {
        previous.join();
      }
      while (!stopping && attempt()) {
        Thread.interrupted();
      }
      if (stopping) {
        stopped("stopped by an operator or with the node");
      }
    } catch (CompletionException | Error e) {
      health.stopped("this machine cannot read video: " + e);
      LOG.error("camera thread failed camera={}", id, e);
    } finally {
      interrupt.close();
      done.complete(null);
      LOG.info("camera stopped camera={}", id);
    }
  }

  private void stopped(String why) {
    health.stopped(why);
    owner.sinks().trouble(SourceException.Kind.OPERATOR, why);
  }

  /** One connection; false when there shall be no other. */
  private boolean attempt() {
    String id = owner.camera().id();
    health.connecting();
    String why;
    SourceException.Kind kind = SourceException.Kind.CAMERA;
    CameraConfig camera = owner.camera();
    try (MediaSource opened = owner.opener().open(camera.source(), camera.transport(), interrupt)) {
      why = stream(opened);
      if (why == null) {
        stopped("the file has ended");
        return false;
      }
    } catch (SourceException e) {
      why = e.getMessage();
      kind = e.kind();
    } catch (RuntimeException e) {
      why = "internal fault: " + e.getMessage();
      kind = SourceException.Kind.NODE;
      LOG.error("camera failed camera={}", id, e);
    } finally {
      interrupt.guard(null);
    }
    if (stopping) {
      return false;
    }
    health.down(kind, why);
    owner.sinks().trouble(kind, why);
    Duration pause = backoff.afterFailure(kind);
    LOG.warn("camera down camera={} retry_ms={} reason={}", id, pause.toMillis(), why);
    sleepUntil(System.nanoTime() + pause.toNanos());
    return true;
  }

  /** Reads until the source ends; null when a file has ended for good. */
  private String stream(MediaSource opened) {
    StreamInfo info = opened.info();
    health.opened(info);
    boolean file = SourceAddress.parse(owner.camera().source()).isFile();
    LOG.info(
        "camera connected camera={} codec={} size={}x{} fps={}",
        owner.camera().id(),
        info.codec(),
        info.width(),
        info.height(),
        info.fps());
    long backlogMicros = file ? 0 : opened.readBacklog();
    String why = "stopped";
    Stretch stretch = null;
    AVPacket packet = avcodec.av_packet_alloc();
    try {
      stretch = new Stretch(opened, info, file, backlogMicros);
      try (StreamChange change = new StreamChange(info)) {
        stretch.change = change;
        while (!stopping && stretch.step(packet)) {
          Thread.interrupted();
        }
      }
      why = stretch.ended;
      return why;
    } catch (SourceException e) {
      why = e.getMessage();
      throw e;
    } finally {
      owner.sinks().end(why == null ? "the file has ended" : why);
      if (stretch != null && stretch.decoder != null) {
        stretch.decoder.close();
        owner.rested();
      }
      avcodec.av_packet_free(packet);
    }
  }

  private void sleepUntil(long nanos) {
    long left = nanos - System.nanoTime();
    while (left > 0 && !stopping) {
      LockSupport.parkNanos(left);
      Thread.interrupted();
      left = nanos - System.nanoTime();
    }
  }

  /** One connection's way of packets. */
  private final class Stretch implements DozingDecoder.Receiver {
    private final MediaSource opened;
    private StreamInfo info;
    private StreamChange change;
    private final DozingDecoder decoder;
    private final boolean file;
    private final MediaClock clock = owner.clock();
    private final long openedNanos = System.nanoTime();
    private long backlogMicros;
    private boolean begun;
    private long firstDts;
    private long clockOffset;
    private long paceNanos;
    private long passPackets;
    private int undecoded;
    private boolean anyPicture;
    private String ended = "stopped";

    Stretch(MediaSource opened, StreamInfo info, boolean file, long backlogMicros) {
      this.opened = opened;
      this.info = info;
      this.decoder =
          owner.config().decode()
              ? new DozingDecoder(
                  new FrameDecoder(info), owner.dozeSeconds(), owner::unobserved, this)
              : null;
      this.file = file;
      this.backlogMicros = backlogMicros;
      opened.hear(this::sound);
    }

    /** Sound has the clock of the pictures, so what was done to theirs is done to its times. */
    private void sound(AVPacket packet) {
      if (begun && packet.dts() != avutil.AV_NOPTS_VALUE) {
        long pts = packet.pts() == avutil.AV_NOPTS_VALUE ? packet.dts() : packet.pts();
        packet.pts(pts + clockOffset).dts(packet.dts() + clockOffset);
        owner.sinks().audio(packet);
      }
    }

    /** Handles one packet; false at the end. */
    boolean step(AVPacket packet) {
      interrupt.within(owner.config().stallTimeout());
      if (!opened.read(packet)) {
        return atEnd();
      }
      passPackets++;
      boolean damaged = (packet.flags() & avcodec.AV_PKT_FLAG_CORRUPT) != 0;
      boolean ordered = packet.pts() != avutil.AV_NOPTS_VALUE;
      if (!ordered) {
        packet.pts(packet.dts());
      }
      changed(packet);
      time(packet);
      arrivedNanos = System.nanoTime();
      health.packet(packet.size(), damaged, arrivedNanos);
      long utcMicros = clock.utc(packet.pts());
      owner.sinks().packet(info, packet, utcMicros, arrivedNanos);
      if (decoder != null) {
        if (!ordered) {
          packet.pts(avutil.AV_NOPTS_VALUE);
        }
        boolean good = decoder.decode(packet, ordered, arrivedNanos);
        if (++undecoded > MOST_UNDECODED) {
          throw new SourceException(
              SourceException.Kind.DECODER,
              "no picture can be decoded; is the video damaged or encrypted?");
        }
        health.decoded(System.nanoTime() - arrivedNanos, good, decoder.isDozing());
      }
      if (arrivedNanos - openedNanos > owner.config().stallTimeout().toNanos()) {
        backoff.succeeded();
      }
      return true;
    }

    /** Whoever keeps packets begins anew where the camera changes its picture. */
    private void changed(AVPacket packet) {
      StreamInfo next = change.look(info, packet);
      if (next != null) {
        LOG.info(
            "camera changed its picture camera={} from={}x{} to={}x{}",
            owner.camera().id(),
            info.width(),
            info.height(),
            next.width(),
            next.height());
        owner.sinks().end("the camera changed its picture");
        info = next;
        health.opened(next);
      }
    }

    @Override
    public void picture(AVFrame picture, long ptsMicros, long arrived, boolean late) {
      undecoded = 0;
      anyPicture = true;
      owner.publish(picture, ptsMicros, arrived, late);
    }

    @Override
    public void leftOut() {
      owner.leftOut();
    }

    @Override
    public void dozing(boolean asleep, boolean byStream) {
      owner.dozing(asleep, byStream);
    }

    private boolean atEnd() {
      if (!file) {
        ended = "the stream has ended";
        return false;
      }
      if (!owner.camera().loop()) {
        if (decoder != null) {
          decoder.decode(null, true, System.nanoTime());
          if (!anyPicture) {
            throw new SourceException(
                SourceException.Kind.DECODER, "the file holds no picture that can be decoded");
          }
        }
        ended = null;
        return false;
      }
      if (passPackets == 0) {
        throw new SourceException(SourceException.Kind.CAMERA, "the file holds no pictures");
      }
      passPackets = 0;
      opened.rewind();
      clock.loop();
      return true;
    }

    private void time(AVPacket packet) {
      if (begun && clock.jumps(packet.dts())) {
        LOG.warn("camera clock jumped camera={}", owner.camera().id());
        owner.sinks().end("the camera's clock jumped");
        begun = false;
        backlogMicros = 0;
      }
      if (!begun) {
        clock.begin(packet.dts(), utcMicros() - backlogMicros);
      }
      long ahead = packet.pts() - packet.dts();
      long dts = clock.next(packet.dts(), packet.duration());
      clockOffset = dts - packet.dts();
      packet.dts(dts).pts(dts + ahead);
      if (!begun) {
        begun = true;
        firstDts = dts;
        paceNanos = System.nanoTime();
      }
      if (file) {
        sleepUntil(paceNanos + (dts - firstDts) * 1000);
      } else {
        clock.arrived(dts, utcMicros());
      }
    }

    private long utcMicros() {
      Instant now = Instant.now();
      return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
    }
  }
}
