package io.milepost.rsu.api;

import io.milepost.protocol.json.Json;
import io.milepost.rsu.camera.RateGate;
import io.milepost.rsu.camera.Rendition;
import io.milepost.rsu.camera.live.LiveFragment;
import io.vertx.core.buffer.Buffer;

/** One viewer and one camera. All methods belong to the viewer's event loop. */
final class LiveWatch {
  final LiveViewer viewer;
  final LiveWish wish;
  private final LiveViewers counts;
  private final Rendition limit;
  private LiveLadder ladder;
  private RateGate gate;
  private String reason;
  private boolean running;
  private long initSent = -1;
  private long next;
  private long dropped;
  private long droppedTold;

  /**
   * A watch; sends nothing before it is in a feed.
   *
   * @param limit the widest and fastest pictures there are of the camera
   * @param refusal why there is no MP4 although it is wished, in a sentence; null when there is
   */
  LiveWatch(LiveViewer viewer, LiveWish wish, LiveViewers counts, Rendition limit, String refusal) {
    this.viewer = viewer;
    this.wish = wish;
    this.counts = counts;
    this.limit = limit;
    plan(refusal);
  }

  /** Begins from what is wished, as far as it can be had. */
  private void plan(String refusal) {
    reason = refusal;
    ladder =
        new LiveLadder(
            wish.rendition().within(limit), wish.mp4() && refusal == null, System.nanoTime());
    onStep();
  }

  private void onStep() {
    double fps = step().rendition().fps();
    gate = fps < limit.fps() ? new RateGate(fps) : null;
    running = false;
    initSent = -1;
  }

  LiveLadder.Step step() {
    return ladder.step();
  }

  /** Whether MP4 is wished but pictures are sent because there is none. */
  boolean refused() {
    return wish.mp4() && reason != null;
  }

  /** MP4 can be had again, or no longer. */
  void offerVideo(String refusal) {
    plan(refusal);
    tellQuality(refusal == null ? "available" : "unavailable", refusal);
  }

  /** A picture; true when from now on he gets another step. */
  boolean picture(Buffer message) {
    long now = System.nanoTime();
    if (gate != null && !gate.pass(now)) {
      return false;
    }
    if (!viewer.takesPicture()) {
      return lost(now);
    }
    send(message);
    return false;
  }

  /**
   * A piece of video; true when from now on he gets another step.
   *
   * @param init the initialisation segment it belongs to, framed
   * @param epoch number of that initialisation segment
   */
  boolean video(LiveFragment piece, Buffer message, Buffer init, long epoch) {
    if (piece.number() < next) {
      return false;
    }
    next = piece.number() + 1;
    boolean starts = !running || initSent != epoch;
    if (starts && piece.kind() != LiveFragment.Kind.KEY) {
      count();
      return false;
    }
    if (!viewer.takesVideo()) {
      running = false;
      return lost(System.nanoTime());
    }
    if (initSent != epoch) {
      viewer.send(init);
      initSent = epoch;
    }
    running = true;
    send(message);
    return false;
  }

  /** Pieces were lost on the way; nothing before the next key picture can be shown. */
  void cut() {
    running = false;
  }

  /** The camera began anew; so does the count of its pieces. */
  void restart() {
    running = false;
    initSent = -1;
    next = 0;
  }

  /** Boxes, as text; a viewer who is behind has no use for them. */
  void boxes(String text) {
    if (step().mp4() ? viewer.takesVideo() : viewer.takesPicture()) {
      viewer.tell(text);
    }
  }

  private void send(Buffer message) {
    viewer.send(message);
    viewer.sent();
    counts.count(true);
  }

  private boolean lost(long now) {
    count();
    if (ladder.lost(now)) {
      changed("bandwidth", "the connection is too slow for more");
      return true;
    }
    return false;
  }

  private void count() {
    dropped++;
    viewer.dropped();
    counts.count(false);
  }

  /** Once a second; true when from now on he gets another step. */
  boolean tick() {
    if (dropped != droppedTold) {
      droppedTold = dropped;
      viewer.tell(Json.write(new Dropped("dropped", wish.camera(), dropped)));
    }
    if (ladder.rise(System.nanoTime())) {
      changed("recovered", "the connection has kept up");
      return true;
    }
    return false;
  }

  private void changed(String why, String sentence) {
    onStep();
    tellQuality(why, sentence);
  }

  private void tellQuality(String why, String sentence) {
    Stream now = stream();
    viewer.tell(
        Json.write(
            new Quality(
                "quality",
                now.camera,
                now.as,
                now.maxWidth,
                now.maxFps,
                !ladder.lowered() && !refused(),
                why,
                sentence)));
  }

  /** What is sent now, for people and players. */
  Stream stream() {
    LiveLadder.Step step = step();
    return new Stream(
        wish.camera(),
        step.mp4() ? "mp4" : "jpeg",
        step.rendition().width(),
        step.rendition().fps(),
        reason);
  }

  /**
   * What one viewer gets of one camera.
   *
   * @param as {@code mp4} or {@code jpeg}
   * @param maxWidth widest picture, pixels
   * @param maxFps most pictures a second
   * @param reason why it is not the MP4 that was asked for; null when it is
   */
  record Stream(String camera, String as, int maxWidth, double maxFps, String reason) {}

  private record Quality(
      String type,
      String camera,
      String as,
      int maxWidth,
      double maxFps,
      boolean asWished,
      String reason,
      String message) {}

  private record Dropped(String type, String camera, long count) {}
}
