package io.milepost.simulator.live;

import io.milepost.simulator.render.Player;
import io.milepost.simulator.scene.ScenarioSpec;
import io.milepost.simulator.video.TransportStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The reading end of a live scene and the thread that feeds it. */
final class LiveInput extends InputStream {
  private static final Logger LOG = LoggerFactory.getLogger(LiveInput.class);
  private static final byte[] END = new byte[0];
  private static final long CLOSE_MILLIS = 5_000;
  private static final int BUFFER_SECONDS = 2;

  private final ScenarioSpec spec;
  private final boolean clock;
  private final BlockingQueue<byte[]> chunks;
  private final Thread thread;
  private volatile boolean closed;
  private volatile Throwable failure;
  private byte[] current = END;
  private int at;
  private boolean ended;

  LiveInput(ScenarioSpec spec, boolean clock) {
    this.spec = spec;
    this.clock = clock;
    this.chunks = new ArrayBlockingQueue<>(BUFFER_SECONDS * spec.fps());
    this.thread = new Thread(this::run, "sim-" + spec.scenario().id() + "-" + spec.seed());
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      play();
      chunks.put(END);
    } catch (InterruptedException e) {
      LOG.debug("simulated_camera stopped scenario={}", spec.scenario().id());
    } catch (IOException | RuntimeException | LinkageError e) {
      failure = e;
      chunks.clear();
      chunks.add(END);
    }
  }

  private void play() throws IOException, InterruptedException {
    Player player = new Player(spec);
    try (TransportStream stream = new TransportStream(spec.width(), spec.height(), spec.fps())) {
      long start = System.nanoTime();
      long skipped = 0;
      for (long n = 0; n < spec.duration() * spec.fps(); n++) {
        pause(start + n * 1_000_000_000L / spec.fps());
        int[] pixels = player.draw();
        if (clock) {
          ClockStrip.draw(pixels, spec.width(), spec.height(), System.currentTimeMillis());
        }
        chunks.put(stream.encode(pixels, n));
        player.advance();
        long now = (System.nanoTime() - start) * spec.fps() / 1_000_000_000L;
        for (; n + 1 < now; n++) {
          player.advance();
          skipped++;
        }
      }
      LOG.debug("simulated_camera ended skipped={}", skipped);
    }
  }

  private void pause(long until) throws InterruptedException {
    long left = until - System.nanoTime();
    while (left > 0) {
      LockSupport.parkNanos(this, left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      left = until - System.nanoTime();
    }
    if (closed) {
      throw new InterruptedException();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    int n = read(one, 0, 1);
    return n < 0 ? -1 : one[0] & 255;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, to.length);
    if (length == 0) {
      return 0;
    }
    while (at == current.length) {
      if (ended || !next()) {
        return -1;
      }
    }
    int n = Math.min(length, current.length - at);
    System.arraycopy(current, at, to, offset, n);
    at += n;
    return n;
  }

  private boolean next() throws IOException {
    if (closed) {
      throw new IOException("the simulated camera is closed");
    }
    try {
      byte[] chunk = chunks.take();
      if (chunk == END) {
        ended = true;
        if (closed) {
          throw new IOException("the simulated camera is closed");
        }
        if (failure != null) {
          throw new IOException("the simulated camera failed: " + failure.getMessage(), failure);
        }
        return false;
      }
      current = chunk;
      at = 0;
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the simulated camera");
    }
  }

  @Override
  public int available() {
    return current.length - at;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    boolean interrupted = false;
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    chunks.clear();
    chunks.offer(END);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
