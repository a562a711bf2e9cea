package io.milepost.rsu.camera;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Live pictures of one camera in a few sizes, each encoded once for all who look. Encodes nothing
 * and holds no timer while nobody looks. The encoder's thread may be shared by all cameras of a
 * node; a camera never has more than one task waiting there, which takes the newest picture.
 */
public final class LiveEncoder implements LivePictures, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveEncoder.class);

  /** A camera that dozes needs one packet to wake: at ten a second or more, well within this. */
  private static final long ROUSE_MILLIS = 200;

  private final CameraCapture camera;
  private final LiveConfig config;
  private final Executor executor;
  private final List<Lane> lanes = new CopyOnWriteArrayList<>();
  private final AtomicBoolean waiting = new AtomicBoolean();
  private final VideoFrame frame = new VideoFrame();
  private final Map<Integer, JpegEncoder> encoders = new HashMap<>();
  private final Object encoding = new Object();
  private JpegPicture last;
  private long encoded;
  private boolean closed;

  /**
   * Live pictures of a camera.
   *
   * @param executor where pictures are encoded while somebody looks; not owned
   */
  public LiveEncoder(CameraCapture camera, LiveConfig config, Executor executor) {
    this.camera = camera;
    this.config = config;
    this.executor = executor;
    camera.onNewest(this::arrived);
  }

  @Override
  public Subscription subscribe(Rendition wanted, Consumer<JpegPicture> listener) {
    Rendition own = wanted.within(limit());
    Listener added = new Listener(own, listener);
    synchronized (this) {
      Lane lane = lanes.stream().filter(each -> each.width == own.width()).findFirst().orElse(null);
      if (lane == null) {
        lane = new Lane(own.width());
        lane.add(added);
        lanes.add(lane);
      } else {
        lane.add(added);
      }
    }
    arrived();
    return () -> leave(added);
  }

  @Override
  public Rendition limit() {
    return new Rendition(config.maxWidth(), config.maxFps());
  }

  private synchronized void leave(Listener listener) {
    for (Lane lane : lanes) {
      if (lane.remove(listener)) {
        lanes.remove(lane);
      }
    }
  }

  /** On the camera's thread: wakes the encoder when some size is due. */
  private void arrived() {
    long now = System.nanoTime();
    for (Lane lane : lanes) {
      if (lane.open(now)) {
        wake();
        return;
      }
    }
  }

  private void wake() {
    if (waiting.compareAndSet(false, true)) {
      try {
        executor.execute(this::round);
      } catch (RejectedExecutionException e) {
        LOG.debug("live encoder is over camera={}", camera.camera().id());
      }
    }
  }

  private void round() {
    waiting.set(false);
    try {
      Map<Lane, JpegPicture> pictures = new HashMap<>();
      synchronized (encoding) {
        if (closed || !camera.takeNewest(frame)) {
          return;
        }
        long now = System.nanoTime();
        List<Integer> used = new ArrayList<>();
        Map<Integer, JpegPicture> byWidth = new HashMap<>();
        for (Lane lane : lanes) {
          int width = Math.min(lane.width, frame.width());
          used.add(width);
          if (lane.pass(now)) {
            pictures.put(lane, byWidth.computeIfAbsent(width, this::encode));
          }
        }
        keepOnly(used);
      }
      pictures.forEach(this::deliver);
    } catch (RuntimeException e) {
      LOG.warn("live picture failed camera={} reason={}", camera.camera().id(), e.getMessage());
    }
  }

  private JpegPicture encode(int width) {
    encoded++;
    return encoders
        .computeIfAbsent(width, w -> new JpegEncoder(w, config.quality()))
        .encode(camera.camera().id(), frame);
  }

  private void keepOnly(List<Integer> widths) {
    encoders
        .entrySet()
        .removeIf(
            each -> {
              boolean unused = !widths.contains(each.getKey());
              if (unused) {
                each.getValue().close();
              }
              return unused;
            });
  }

  private void deliver(Lane lane, JpegPicture picture) {
    for (Listener listener : lane.listeners) {
      try {
        listener.to.accept(picture);
      } catch (RuntimeException e) {
        LOG.warn("viewer failed camera={}", camera.camera().id(), e);
      }
    }
  }

  /**
   * The newest picture, as wide as allowed. Encodes on the caller's thread: never call it from an
   * event loop.
   */
  @Override
  public Optional<JpegPicture> newest() {
    camera.rouse(ROUSE_MILLIS);
    synchronized (encoding) {
      if (closed) {
        return Optional.ofNullable(last);
      }
      camera.takeNewest(frame);
      if (frame.width() > 0 && (last == null || last.ptsMicros() != frame.ptsMicros())) {
        last = encode(Math.min(config.maxWidth(), frame.width()));
      }
      return Optional.ofNullable(last);
    }
  }

  /** Whether anybody looks now. */
  public boolean watched() {
    return !lanes.isEmpty();
  }

  /** Pictures encoded so far, whoever looked. */
  public long encoded() {
    synchronized (encoding) {
      return encoded;
    }
  }

  @Override
  public void close() {
    camera.onNewest(null);
    synchronized (encoding) {
      if (!closed) {
        closed = true;
        keepOnly(List.of());
        frame.close();
      }
    }
  }

  /** Each subscription is its own object, so that equal listeners do not end each other. */
  private static final class Listener {
    private final Rendition wanted;
    private final Consumer<JpegPicture> to;

    Listener(Rendition wanted, Consumer<JpegPicture> to) {
      this.wanted = wanted;
      this.to = to;
    }
  }

  /** All who want one size. */
  private static final class Lane {
    private final int width;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final RateGate gate = new RateGate(1);

    Lane(int width) {
      this.width = width;
    }

    synchronized void add(Listener listener) {
      listeners.add(listener);
      retime();
    }

    /** True when nobody is left. */
    synchronized boolean remove(Listener listener) {
      if (listeners.remove(listener) && !listeners.isEmpty()) {
        retime();
      }
      return listeners.isEmpty();
    }

    private void retime() {
      gate.rate(listeners.stream().mapToDouble(each -> each.wanted.fps()).max().orElse(1));
    }

    synchronized boolean open(long now) {
      return gate.open(now);
    }

    synchronized boolean pass(long now) {
      return gate.pass(now);
    }
  }
}
