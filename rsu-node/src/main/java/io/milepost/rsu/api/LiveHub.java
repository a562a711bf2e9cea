package io.milepost.rsu.api;

import io.milepost.rsu.camera.LivePictures;
import io.milepost.rsu.camera.Rendition;
import io.vertx.core.Context;
import io.vertx.core.eventbus.EventBus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Brings the viewers of one event loop together with what they want to see: pictures by camera and
 * size, video by camera, boxes by camera. All methods belong to the event loop.
 */
final class LiveHub {
  private final Context context;
  private final EventBus bus;
  private final LiveSources sources;
  private final LiveViewers counts;
  private final Map<LiveViewer, Map<String, LiveWatch>> watches = new HashMap<>();
  private final Map<PictureKey, PictureFeed> pictures = new HashMap<>();
  private final Map<String, VideoFeed> videos = new HashMap<>();
  private final Map<String, BoxFeed> boxes = new HashMap<>();
  private final Map<LiveWatch, LiveLadder.Step> places = new HashMap<>();

  /**
   * A hub.
   *
   * @param context the event loop it belongs to
   * @param counts counts what was sent and dropped
   */
  LiveHub(Context context, EventBus bus, LiveSources sources, LiveViewers counts) {
    this.context = context;
    this.bus = bus;
    this.sources = sources;
    this.counts = counts;
  }

  /** Makes a viewer watch this and nothing else; returns the cameras that do not exist. */
  Set<String> watch(LiveViewer viewer, Map<String, LiveWish> wishes) {
    Map<String, LiveWatch> mine = watches.computeIfAbsent(viewer, v -> new HashMap<>());
    for (LiveWatch watch : List.copyOf(mine.values())) {
      if (!watch.wish.equals(wishes.get(watch.wish.camera()))) {
        mine.remove(watch.wish.camera());
        leave(watch);
      }
    }
    Set<String> unknown = new TreeSet<>();
    for (LiveWish wish : wishes.values()) {
      String camera = wish.camera();
      if (sources.pictures().apply(camera).isEmpty()) {
        unknown.add(camera);
      }
      mine.computeIfAbsent(camera, c -> join(viewer, wish));
    }
    show(viewer);
    return unknown;
  }

  /** What a viewer gets now. */
  Collection<LiveWatch.Stream> streams(LiveViewer viewer) {
    return watches.getOrDefault(viewer, Map.of()).values().stream().map(LiveWatch::stream).toList();
  }

  /** The viewer is gone. */
  void leave(LiveViewer viewer) {
    Map<String, LiveWatch> mine = watches.remove(viewer);
    if (mine != null) {
      mine.values().forEach(this::leave);
    }
  }

  /** Looks whether a camera has moved to another node, and who can take more; once a second. */
  void refresh() {
    pictures.values().forEach(PictureFeed::connect);
    videos.values().forEach(VideoFeed::connect);
    for (Map<String, LiveWatch> mine : watches.values()) {
      for (LiveWatch watch : mine.values()) {
        if (watch.wish.mp4() && watch.refused() != (refusal(watch.wish) != null)) {
          watch.offerVideo(refusal(watch.wish));
          move(watch);
        } else if (watch.tick()) {
          move(watch);
        }
      }
    }
  }

  /** Ends everything. */
  void close() {
    pictures.values().forEach(PictureFeed::disconnect);
    videos.values().forEach(VideoFeed::disconnect);
    boxes.values().forEach(BoxFeed::close);
    pictures.clear();
    videos.clear();
    boxes.clear();
    watches.clear();
    places.clear();
  }

  private String refusal(LiveWish wish) {
    return wish.mp4() ? sources.refusal(wish.camera()) : null;
  }

  private LiveWatch join(LiveViewer viewer, LiveWish wish) {
    String camera = wish.camera();
    Rendition limit =
        sources.pictures().apply(camera).map(LivePictures::limit).orElse(Rendition.STANDARD);
    LiveWatch watch = new LiveWatch(viewer, wish, counts, limit, refusal(wish));
    if (wish.boxes()) {
      boxes.computeIfAbsent(camera, c -> new BoxFeed(context, bus, c)).add(watch);
    }
    enter(watch);
    return watch;
  }

  private void leave(LiveWatch watch) {
    exit(watch);
    String camera = watch.wish.camera();
    BoxFeed feed = boxes.get(camera);
    if (watch.wish.boxes() && feed != null && feed.remove(watch)) {
      boxes.remove(camera);
    }
  }

  /** He gets another step of his ladder from now on. */
  private void move(LiveWatch watch) {
    // A feed tells of it after the round in which he may have left.
    if (places.containsKey(watch)) {
      exit(watch);
      enter(watch);
      show(watch.viewer);
    }
  }

  private void enter(LiveWatch watch) {
    String camera = watch.wish.camera();
    LiveLadder.Step step = watch.step();
    places.put(watch, step);
    if (step.mp4()) {
      videos
          .computeIfAbsent(
              camera, c -> new VideoFeed(context, () -> sources.video().apply(c), this::move))
          .add(watch);
    } else {
      pictures
          .computeIfAbsent(
              new PictureKey(camera, step.rendition().width()),
              key ->
                  new PictureFeed(
                      context, key.width, () -> sources.pictures().apply(camera), this::move))
          .add(watch);
    }
  }

  private void exit(LiveWatch watch) {
    String camera = watch.wish.camera();
    LiveLadder.Step step = places.remove(watch);
    if (step == null) {
      return;
    }
    if (step.mp4()) {
      VideoFeed feed = videos.get(camera);
      if (feed.remove(watch)) {
        videos.remove(camera);
      }
    } else {
      PictureKey key = new PictureKey(camera, step.rendition().width());
      if (pictures.get(key).remove(watch)) {
        pictures.remove(key);
      }
    }
  }

  private void show(LiveViewer viewer) {
    viewer.shows(new ArrayList<>(streams(viewer)));
  }

  private record PictureKey(String camera, int width) {}
}
