package io.milepost.rsu.perception.pixels;

import io.milepost.protocol.message.MotionSeen;
import io.milepost.rsu.perception.Activity;
import io.milepost.rsu.perception.Detection;
import io.milepost.rsu.perception.Eye;
import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.perception.ObjectClass;
import io.milepost.rsu.perception.Sight;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One camera's eye: makes a small picture of a decoded one, some ten times a second of video, and
 * asks everybody who needs no model. Time is that of the video, so a file gives the same results
 * however fast it is read. Allocates nothing while nothing is seen. Pictures come on one thread; a
 * picture that cannot be looked at is counted and never disturbs the camera.
 */
public final class CameraEye implements Eye {
  private static final Logger LOG = LoggerFactory.getLogger(CameraEye.class);
  private static final double MICROS = 1e6;
  private static final float LONGEST_STEP = 1;

  /** Longer than any camera dozes. */
  private static final float LONGEST_DOZE = 3;

  /** Nothing has moved for so long, and flames, shapes and the view have been learned. */
  private static final double CALM_SECONDS = 5;

  private static final float CALM_LEARNED_SECONDS = 20;

  /** The least that flames and things left lying are made of: less than what counts as motion. */
  private static final float RESTLESS_PIXELS = 3;

  private static final double FORGET_SECONDS = 30;
  private static final float LEARNED_SECONDS = 2;
  private static final long FRESH_MICROS = 1_000_000;
  private static final double LEAST_MOVING = 0.0016;
  private static final double SENSITIVITY_SPAN = 16;
  private static final double WORN_SHARE = 0.6;
  private static final Seen NOTHING = new Seen(0, List.of());

  private final String camera;
  private final EyeConfig config;
  private final double period;
  private final double calmPeriod;
  private final float leastMoving;
  private final Background background;
  private final FlameFinder flames = new FlameFinder();
  private final SmokeFinder smoke = new SmokeFinder();
  private final LeftThings things = new LeftThings();
  private final MovingShapes shapes = new MovingShapes();
  private final ViewWatch view = new ViewWatch();
  private final Activity activity = new Activity();
  private final MotionWatch motion;
  private final List<Detection> found = new ArrayList<>();
  private final EyeFigures figures = new EyeFigures();
  private SmallPicture small;
  private Consumer<FrameDetections> sink;
  private double reportPeriod;
  private double reportDue;
  private double due;
  private double last = Double.NaN;
  private double lastLook = Double.NaN;
  private double usualStep = 0.1;
  private double calmSince = Double.NaN;
  private boolean pause;
  private boolean closed;

  /** Of pictures that stand still from one moment to the next; no fault of the camera yet. */
  private static final Sight HALTED =
      new Sight(Sight.Fault.FROZEN, false, "the picture stands still from one moment to the next");

  private volatile boolean calm;
  private volatile Sight sight = Sight.CLEAR;
  private volatile boolean halted;
  private volatile Seen seen = NOTHING;
  private volatile List<Detection> known = List.of();

  /** What was seen without a model in one picture. */
  private record Seen(long ptsMicros, List<Detection> things) {}

  /**
   * An eye that has seen nothing yet.
   *
   * @param camera camera id
   * @param config what to look for
   */
  public CameraEye(String camera, EyeConfig config) {
    this.camera = camera;
    this.config = config;
    this.period = 1 / config.fps();
    this.calmPeriod = 1 / Math.min(config.fps(), config.idleFps());
    this.leastMoving = (float) (LEAST_MOVING * Math.pow(SENSITIVITY_SPAN, -config.sensitivity()));
    this.background = new Background(config.sensitivity());
    this.motion = new MotionWatch(camera);
    this.small = new SmallPicture(config.pictureWidth(false));
  }

  @Override
  public synchronized void picture(
      AVFrame picture, long ptsMicros, long utcMillis, long arrivedNanos) {
    if (closed) {
      return;
    }
    double now = ptsMicros / MICROS;
    boolean after = pause;
    pause = false;
    if (!due(now, after)) {
      return;
    }
    long begun = System.nanoTime();
    try {
      float dt = Double.isNaN(lastLook) ? 0 : (float) Math.max(0, now - lastLook);
      lastLook = now;
      if (small.read(picture) || dt > FORGET_SECONDS) {
        forget();
      }
      look(Math.min(dt, after ? LONGEST_DOZE : LONGEST_STEP), now, utcMillis, arrivedNanos);
      calm(now);
      seen = found.isEmpty() ? NOTHING : new Seen(ptsMicros, List.copyOf(found));
      figures.looked(System.nanoTime() - begun);
      report(now, ptsMicros, utcMillis, arrivedNanos, begun);
    } catch (RuntimeException e) {
      long failures = figures.failed();
      if (Long.bitCount(failures) == 1) {
        LOG.warn(
            "small picture failed camera={} failures={} reason=\"{}\"",
            camera,
            failures,
            e.getMessage());
      }
    }
  }

  @Override
  public synchronized void leftOut() {
    pause = true;
  }

  /** Less than flames are made of has moved, nothing was found, and the view is believed. */
  private void calm(double now) {
    float moving = background.movingShare() * small.width * small.height;
    boolean still =
        sight.usable()
            && config.motion()
            && sink == null
            && found.isEmpty()
            && !flames.wonders()
            && !smoke.wonders()
            && moving < RESTLESS_PIXELS
            && background.elapsed() >= CALM_LEARNED_SECONDS;
    if (!still) {
      calmSince = Double.NaN;
    } else if (!(calmSince <= now)) {
      calmSince = now;
    }
    boolean before = calm;
    calm = still && now - calmSince >= CALM_SECONDS;
    if (before && !calm) {
      due = Math.min(due, now + period);
    }
  }

  /** Whether nothing has moved for five seconds of video, not even little, in a learned view. */
  public boolean calm() {
    return calm;
  }

  private boolean due(double now, boolean after) {
    if (!Double.isNaN(last)) {
      double step = now - last;
      if (!after) {
        view.time(step, usualStep);
      }
      if (step > 0 && step < LONGEST_STEP && !after) {
        usualStep += 0.05 * (step - usualStep);
      }
      if (step < -LONGEST_STEP) {
        due = now;
        reportDue = now;
      }
    }
    last = now;
    if (now < due - 1e-6) {
      return false;
    }
    double until = calm ? calmPeriod : period;
    due = now - due < until ? due + until : now + until;
    return true;
  }

  private void forget() {
    background.reset();
    flames.reset();
    smoke.reset();
    things.reset();
    view.reset();
  }

  private void look(float dt, double now, long utcMillis, long arrivedNanos) {
    found.clear();
    see(dt);
    if (!sight.usable()) {
      figures.motion(Float.NaN);
      return;
    }
    background.update(small, dt);
    boolean learned = background.elapsed() >= LEARNED_SECONDS;
    boolean moves = background.movingShare() >= leastMoving;
    if (moves || !learned || !config.motion()) {
      activity.moved(arrivedNanos);
    } else {
      activity.still(arrivedNanos);
    }
    figures.moving(background.movingShare());
    figures.motion(config.motion() && learned ? background.movingShare() : Float.NaN);
    if (config.motion() && learned) {
      motion.look(now, utcMillis, moves, background.movingShare());
    }
    if (config.fire()) {
      flames.look(small, dt, found);
      if (sink == null) {
        // Alone, nobody says which cloud is a person in soft clothing.
        smoke.look(small, background, dt, found);
      }
    }
    if (sink != null) {
      shapes.look(small, background, found);
    } else if (config.debris()) {
      things.cover(small, known);
      things.look(small, background, dt, found);
    }
  }

  private void see(float dt) {
    if (!config.health()) {
      return;
    }
    Sight before = sight;
    Sight after = view.look(small, dt);
    halted = view.halted();
    if (before.fault() == after.fault()) {
      return;
    }
    sight = after;
    if (after.usable()) {
      LOG.info("camera sees again camera={} after={}", camera, before.fault());
    } else {
      figures.fault(after.fault());
      LOG.warn(
          "camera cannot be believed camera={} fault={} reason=\"{}\"",
          camera,
          after.fault(),
          after.sentence());
    }
    flames.reset();
    smoke.reset();
    if (before.fault() == Sight.Fault.MOVED) {
      background.reset();
      things.reset();
    }
  }

  private void report(
      double now, long ptsMicros, long utcMillis, long arrivedNanos, long begunNanos) {
    if (sink == null || now < reportDue - 1e-6) {
      return;
    }
    reportDue = now - reportDue < reportPeriod ? reportDue + reportPeriod : now + reportPeriod;
    long finished = System.nanoTime();
    figures.reported(finished);
    sink.accept(
        new FrameDetections(
            camera,
            ptsMicros,
            utcMillis,
            small.sourceWidth(),
            small.sourceHeight(),
            seen.things(),
            (begunNanos - arrivedNanos) / 1000,
            0,
            (finished - begunNanos) / 1000,
            finished,
            believed()));
  }

  private Sight believed() {
    return halted && sight.usable() ? HALTED : sight;
  }

  @Override
  public FrameDetections extend(FrameDetections frame) {
    known = frame.detections();
    Seen now = seen;
    Sight clear = believed();
    boolean adds =
        !now.things().isEmpty() && Math.abs(now.ptsMicros() - frame.ptsMicros()) <= FRESH_MICROS;
    if (!adds) {
      return clear.usable() ? frame : frame.with(frame.detections(), clear);
    }
    List<Detection> all = new ArrayList<>(frame.detections());
    for (Detection mine : now.things()) {
      if (frame.detections().stream().noneMatch(d -> same(d, mine))) {
        all.add(mine);
      } else if (mine.type() == ObjectClass.FIRE) {
        all.replaceAll(d -> d.type() == ObjectClass.FIRE && same(d, mine) ? surer(d, mine) : d);
      }
    }
    return frame.with(all, clear);
  }

  /** Flames that both see: wrong only when both are, as if they erred independently. */
  private static Detection surer(Detection theirs, Detection mine) {
    float sure = 1 - (1 - theirs.confidence()) * (1 - mine.confidence());
    return new Detection(
        theirs.label(), theirs.type(), sure, theirs.x(), theirs.y(), theirs.w(), theirs.h());
  }

  /** Whether a model found the same thing, which it knows better. */
  private static boolean same(Detection theirs, Detection mine) {
    boolean touch =
        theirs.x() < mine.x() + mine.w()
            && mine.x() < theirs.x() + theirs.w()
            && theirs.y() < mine.y() + mine.h()
            && mine.y() < theirs.y() + theirs.h();
    return touch
        && (theirs.type() == mine.type()
            || mine.type() == ObjectClass.DEBRIS && theirs.type() != ObjectClass.OTHER
            || mine.type() == ObjectClass.FIRE && worn(theirs, mine));
  }

  /** What flickers within a person is clothing that moves. */
  private static boolean worn(Detection person, Detection mine) {
    if (person.type() != ObjectClass.PERSON) {
      return false;
    }
    double wide =
        Math.min(person.x() + person.w(), mine.x() + mine.w()) - Math.max(person.x(), mine.x());
    double high =
        Math.min(person.y() + person.h(), mine.y() + mine.h()) - Math.max(person.y(), mine.y());
    return wide * high >= WORN_SHARE * mine.w() * mine.h();
  }

  @Override
  public synchronized void report(double fps, Consumer<FrameDetections> to) {
    sink = to;
    reportPeriod = 1 / fps;
    small.close();
    small = new SmallPicture(config.pictureWidth(to != null));
  }

  /** Motion that begins and ends goes there, on the thread that brings the pictures. */
  public synchronized void onMotion(Consumer<MotionSeen> listener) {
    motion.tell(listener);
  }

  @Override
  public double reportedFps() {
    return figures.reportedFps();
  }

  @Override
  public Sight sight() {
    return sight;
  }

  @Override
  public Activity activity() {
    return activity;
  }

  /** What it cost and found. */
  public EyeFigures figures() {
    return figures;
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      small.close();
    }
  }
}
