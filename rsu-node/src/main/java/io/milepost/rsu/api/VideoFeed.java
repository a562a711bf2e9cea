package io.milepost.rsu.api;

import io.milepost.rsu.camera.live.LiveFragment;
import io.milepost.rsu.camera.live.LiveVideo;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Live MP4 of one camera on its way to the viewers of one event loop. A piece is framed once for
 * all of them. Between the camera's thread and the event loop waits at most {@value #QUEUE_BYTES}
 * bytes; beyond that all is dropped up to the next key picture.
 */
final class VideoFeed {
  private static final long QUEUE_BYTES = 8L << 20;

  private final Context context;
  private final Supplier<Optional<LiveVideo>> source;
  private final Consumer<LiveWatch> moved;
  private final Set<LiveWatch> watchers = new LinkedHashSet<>();
  private final Deque<LiveFragment> queue = new ArrayDeque<>();
  private long queued;
  private LiveVideo from;
  private LiveVideo.Subscription subscription;
  private Buffer init;
  private long epoch = -1;

  /**
   * A feed.
   *
   * @param moved is told of a watcher who now wants something else
   */
  VideoFeed(Context context, Supplier<Optional<LiveVideo>> source, Consumer<LiveWatch> moved) {
    this.context = context;
    this.source = source;
    this.moved = moved;
  }

  void add(LiveWatch watch) {
    watchers.add(watch);
    connect();
    List<LiveFragment> current = from == null ? List.of() : from.current();
    for (LiveFragment piece : current) {
      if (piece.kind() == LiveFragment.Kind.INIT) {
        begin(piece);
      } else {
        watch.video(piece, LiveFrame.encode(piece), init, epoch);
      }
    }
  }

  /** True when nobody is left. */
  boolean remove(LiveWatch watch) {
    watchers.remove(watch);
    if (watchers.isEmpty()) {
      disconnect();
    }
    return watchers.isEmpty();
  }

  /** Follows a camera that was taken away and given back. */
  void connect() {
    LiveVideo now = source.get().orElse(null);
    if (now != from) {
      disconnect();
      synchronized (queue) {
        queue.clear();
        queued = 0;
      }
      init = null;
      epoch = -1;
      watchers.forEach(LiveWatch::restart);
      subscription = now == null ? null : now.subscribe(this::arrived);
      from = now;
    }
  }

  void disconnect() {
    if (subscription != null) {
      subscription.close();
    }
    subscription = null;
    from = null;
  }

  /** On the camera's thread. */
  private void arrived(LiveFragment piece) {
    boolean first;
    synchronized (queue) {
      if (queued > QUEUE_BYTES) {
        // Initialisation segments are small and must not be lost.
        queue.removeIf(each -> each.kind() != LiveFragment.Kind.INIT);
        queued = queue.stream().mapToLong(each -> each.bytes().length).sum();
        queue.add(CUT);
      }
      first = queue.isEmpty();
      queue.add(piece);
      queued += piece.bytes().length;
    }
    if (first) {
      context.runOnContext(v -> deliver());
    }
  }

  private void deliver() {
    List<LiveFragment> pieces;
    synchronized (queue) {
      pieces = new ArrayList<>(queue);
      queue.clear();
      queued = 0;
    }
    for (LiveFragment piece : pieces) {
      if (piece == CUT) {
        watchers.forEach(LiveWatch::cut);
      } else if (piece.kind() == LiveFragment.Kind.INIT) {
        begin(piece);
      } else if (init != null) {
        hand(piece);
      }
    }
  }

  private void begin(LiveFragment piece) {
    if (piece.number() > epoch) {
      init = LiveFrame.encode(piece);
      epoch = piece.number();
    }
  }

  private void hand(LiveFragment piece) {
    Buffer message = LiveFrame.encode(piece);
    List<LiveWatch> changed = new ArrayList<>(0);
    for (LiveWatch watch : watchers) {
      if (watch.video(piece, message, init, epoch)) {
        changed.add(watch);
      }
    }
    changed.forEach(moved);
  }

  private static final LiveFragment CUT =
      new LiveFragment("", 0, LiveFragment.Kind.DELTA, null, 0, 0, 0, 0, 0, new byte[0]);
}
