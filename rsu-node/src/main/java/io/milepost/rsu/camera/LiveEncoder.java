package io.milepost.rsu.camera;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Live pictures of one camera. Holds no timer and encodes nothing while nobody looks. The encoder's
 * thread may be shared by all cameras of a node.
 */
public final class LiveEncoder implements LivePictures, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveEncoder.class);

  /** How often the camera is asked for a new picture while somebody looks. */
  private static final long POLL_MILLIS = 15;

  private final CameraCapture camera;
  private final ScheduledExecutorService executor;
  private final long intervalNanos;
  private final List<Consumer<JpegPicture>> viewers = new CopyOnWriteArrayList<>();
  private final VideoFrame frame = new VideoFrame();
  private final JpegEncoder encoder;
  private final Object encoding = new Object();
  private ScheduledFuture<?> polling;
  private JpegPicture last;
  private long dueNanos;
  private long encoded;
  private boolean closed;

  /**
   * Live pictures of a camera.
   *
   * @param executor where pictures are encoded while somebody looks; not owned
   */
  public LiveEncoder(CameraCapture camera, LiveConfig config, ScheduledExecutorService executor) {
    this.camera = camera;
    this.executor = executor;
    this.intervalNanos = (long) (TimeUnit.SECONDS.toNanos(1) / config.maxFps());
    this.encoder = new JpegEncoder(config);
  }

  @Override
  public Subscription subscribe(Consumer<JpegPicture> listener) {
    Consumer<JpegPicture> own = listener::accept;
    viewers.add(own);
    adjust();
    return () -> {
      viewers.remove(own);
      adjust();
    };
  }

  private synchronized void adjust() {
    boolean wanted = !closed && !viewers.isEmpty();
    if (wanted && polling == null) {
      polling = executor.scheduleWithFixedDelay(this::poll, 0, POLL_MILLIS, TimeUnit.MILLISECONDS);
    } else if (!wanted && polling != null) {
      polling.cancel(false);
      polling = null;
    }
  }

  private void poll() {
    try {
      JpegPicture picture;
      synchronized (encoding) {
        long now = System.nanoTime();
        if (closed || now - dueNanos < 0) {
          return;
        }
        picture = encodeNewest();
        if (picture == null) {
          return;
        }
        dueNanos = Math.max(dueNanos + intervalNanos, now);
      }
      for (Consumer<JpegPicture> viewer : viewers) {
        deliver(viewer, picture);
      }
    } catch (RuntimeException e) {
      LOG.warn("live picture failed camera={} reason={}", camera.camera().id(), e.getMessage());
    }
  }

  private void deliver(Consumer<JpegPicture> viewer, JpegPicture picture) {
    try {
      viewer.accept(picture);
    } catch (RuntimeException e) {
      LOG.warn("viewer failed camera={}", camera.camera().id(), e);
    }
  }

  private JpegPicture encodeNewest() {
    if (!camera.takeNewest(frame)) {
      return null;
    }
    try {
      last = encoder.encode(camera.camera().id(), frame);
      encoded++;
      return last;
    } finally {
      frame.clear();
    }
  }

  /** The newest picture. Encodes on the caller's thread: never call it from an event loop. */
  @Override
  public Optional<JpegPicture> newest() {
    synchronized (encoding) {
      if (!closed) {
        encodeNewest();
      }
      return Optional.ofNullable(last);
    }
  }

  /** Pictures encoded so far, whoever looked. */
  public long encoded() {
    synchronized (encoding) {
      return encoded;
    }
  }

  @Override
  public void close() {
    synchronized (encoding) {
      if (closed) {
        return;
      }
      closed = true;
      encoder.close();
      frame.close();
    }
    adjust();
  }
}
