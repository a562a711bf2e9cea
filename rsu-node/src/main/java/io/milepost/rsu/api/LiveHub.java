package io.milepost.rsu.api;

import io.milepost.rsu.camera.JpegPicture;
import io.milepost.rsu.camera.LivePictures;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Hands live pictures to the viewers of one event loop. A picture is framed once for all of them.
 * Between the encoder's thread and the event loop lies a slot of depth one per camera: newest wins.
 * All methods belong to the event loop.
 */
final class LiveHub {
  private final Context context;
  private final Function<String, Optional<LivePictures>> source;
  private final LiveViewers viewers;
  private final Map<String, Feed> feeds = new HashMap<>();

  /**
   * A hub.
   *
   * @param context the event loop it belongs to
   * @param source where the pictures of a camera come from now; empty when there is none
   * @param viewers counts what was sent and dropped
   */
  LiveHub(Context context, Function<String, Optional<LivePictures>> source, LiveViewers viewers) {
    this.context = context;
    this.source = source;
    this.viewers = viewers;
  }

  /** Makes a viewer watch these cameras and no others; returns those that do not exist. */
  Set<String> watch(LiveViewer viewer, Set<String> cameras) {
    Set<String> unknown = new TreeSet<>();
    for (String camera : viewer.watching()) {
      if (!cameras.contains(camera)) {
        leave(viewer, camera);
      }
    }
    viewer.watch(cameras);
    for (String camera : cameras) {
      Feed feed = feeds.computeIfAbsent(camera, Feed::new);
      feed.watchers.add(viewer);
      feed.connect();
      if (feed.from == null) {
        unknown.add(camera);
      }
    }
    return unknown;
  }

  /** The viewer is gone. */
  void leave(LiveViewer viewer) {
    viewer.watching().forEach(camera -> leave(viewer, camera));
    viewer.watch(Set.of());
  }

  /** Looks whether a camera has moved to another node; call once a second. */
  void refresh() {
    feeds.values().forEach(Feed::connect);
  }

  /** Ends everything. */
  void close() {
    feeds.values().forEach(Feed::disconnect);
    feeds.clear();
  }

  private void leave(LiveViewer viewer, String camera) {
    Feed feed = feeds.get(camera);
    if (feed != null && feed.watchers.remove(viewer) && feed.watchers.isEmpty()) {
      feeds.remove(camera);
      feed.disconnect();
    }
  }

  /** One camera on its way to the viewers of this event loop. */
  private final class Feed {
    private final String camera;
    private final Set<LiveViewer> watchers = new LinkedHashSet<>();
    private final AtomicReference<JpegPicture> waiting = new AtomicReference<>();
    private LivePictures from;
    private LivePictures.Subscription subscription;

    Feed(String camera) {
      this.camera = camera;
    }

    void connect() {
      LivePictures now = source.apply(camera).orElse(null);
      if (now == from) {
        return;
      }
      disconnect();
      if (now != null) {
        subscription = now.subscribe(this::arrived);
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
      for (LiveViewer viewer : watchers) {
        viewers.count(viewer.offer(message));
      }
    }
  }
}
