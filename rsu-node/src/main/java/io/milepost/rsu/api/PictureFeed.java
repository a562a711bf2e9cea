package io.milepost.rsu.api;

import io.milepost.rsu.camera.JpegPicture;
import io.milepost.rsu.camera.LivePictures;
import io.milepost.rsu.camera.Rendition;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Pictures of one camera in one size on their way to the viewers of one event loop. A picture is
 * framed once for all of them. Between the encoder's thread and the event loop lies a slot of depth
 * one: newest wins.
 */
final class PictureFeed {
  private final Context context;
  private final int width;
  private final Supplier<Optional<LivePictures>> source;
  private final Consumer<LiveWatch> moved;
  private final Set<LiveWatch> watchers = new LinkedHashSet<>();
  private final AtomicReference<JpegPicture> waiting = new AtomicReference<>();
  private LivePictures from;
  private LivePictures.Subscription subscription;
  private double fps;

  /**
   * A feed; call {@link #connect()} after every change.
   *
   * @param moved is told of a watcher who now wants something else
   */
  PictureFeed(
      Context context,
      int width,
      Supplier<Optional<LivePictures>> source,
      Consumer<LiveWatch> moved) {
    this.context = context;
    this.width = width;
    this.source = source;
    this.moved = moved;
  }

  void add(LiveWatch watch) {
    watchers.add(watch);
    connect();
  }

  /** True when nobody is left. */
  boolean remove(LiveWatch watch) {
    watchers.remove(watch);
    if (watchers.isEmpty()) {
      disconnect();
    } else {
      connect();
    }
    return watchers.isEmpty();
  }

  /** Follows a camera that has moved, and the fastest wish. */
  void connect() {
    LivePictures now = source.get().orElse(null);
    double fastest =
        watchers.stream().mapToDouble(each -> each.step().rendition().fps()).max().orElse(1);
    if (now == from && fastest == fps) {
      return;
    }
    LivePictures.Subscription before = subscription;
    subscription = now == null ? null : now.subscribe(new Rendition(width, fastest), this::arrived);
    from = now;
    fps = fastest;
    if (before != null) {
      before.close();
    }
  }

  void disconnect() {
    if (subscription != null) {
      subscription.close();
    }
    subscription = null;
    from = null;
  }

  /** On the encoder's thread. */
  private void arrived(JpegPicture picture) {
    if (waiting.getAndSet(picture) == null) {
      context.runOnContext(v -> deliver());
    }
  }

  private void deliver() {
    JpegPicture picture = waiting.getAndSet(null);
    if (picture == null || watchers.isEmpty()) {
      return;
    }
    Buffer message = LiveFrame.encode(picture);
    List<LiveWatch> changed = new ArrayList<>(0);
    for (LiveWatch watch : watchers) {
      if (watch.picture(message)) {
        changed.add(watch);
      }
    }
    changed.forEach(moved);
  }
}
