package io.milepost.rsu.perception;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.rsu.camera.SourceException;
import io.milepost.rsu.camera.VideoFileReader;
import io.milepost.rsu.camera.VideoFrame;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs the live detector over a file, in video time and as fast as it goes. Pictures are chosen by
 * their PTS alone, one after another, so that two runs see the same. Not thread-safe.
 */
public final class FileAnalysis {
  private final Model model;
  private final DetectorConfig config;
  private final Eye eye;
  private final double targetFps;
  private final long periodMicros;
  private final Attention attention;
  private final PacingConfig pacing;

  /**
   * An analysis.
   *
   * @param model stays the caller's
   * @param config what counts as found
   * @param targetFps pictures per second of video to look at, 0.1..120
   */
  public FileAnalysis(Model model, DetectorConfig config, double targetFps) {
    this(model, config, targetFps, Eye.NONE);
  }

  /**
   * An analysis with an eye.
   *
   * @param model stays the caller's; null when the eye looks alone
   * @param config what counts as found
   * @param targetFps pictures per second of video to look at, 0.1..120
   * @param eye sees every picture; stays the caller's
   */
  public FileAnalysis(Model model, DetectorConfig config, double targetFps, Eye eye) {
    this(model, config, targetFps, eye, null, PacingConfig.defaults());
  }

  /**
   * An analysis that looks more often and twice where rules ask for it, as a live camera with time
   * to spare does.
   *
   * @param model stays the caller's; null when the eye looks alone
   * @param config what counts as found
   * @param targetFps pictures per second of video to look at, 0.1..120
   * @param eye sees every picture; stays the caller's
   * @param attention where the rules tell what they want to see better, in nanoseconds of video
   *     time, while they get the results; null for a steady rate
   * @param pacing by how much
   */
  public FileAnalysis(
      Model model,
      DetectorConfig config,
      double targetFps,
      Eye eye,
      Attention attention,
      PacingConfig pacing) {
    if (!(targetFps >= 0.1 && targetFps <= 120)) {
      throw new MilepostException(
          FailureCode.CONFIGURATION, "target_fps must be 0.1..120 but is " + targetFps);
    }
    this.model = model;
    this.config = config;
    this.eye = eye;
    this.targetFps = targetFps;
    this.attention = attention;
    this.pacing = pacing;
    this.periodMicros = Math.round(1e6 / targetFps);
  }

  /**
   * What was read.
   *
   * @param frames pictures in the file
   * @param looked pictures looked at
   * @param seconds length of the video, by its PTS
   * @param fps pictures looked at per second of this run
   * @param problem what is wrong with the file; empty when nothing is
   */
  public record Summary(
      long frames, long looked, double seconds, double fps, Optional<String> problem) {}

  /**
   * Reads the file to its end, be it regular or not.
   *
   * @param camera id the results carry
   * @param each gets every result, in order
   * @throws MilepostException with a sentence when there is not one picture in it
   */
  public Summary run(String camera, Path video, Consumer<FrameDetections> each) {
    long begun = System.nanoTime();
    long frames = 0;
    long[] looked = new long[1];
    Choice choice = attention == null ? steady() : attentive(camera);
    long last = 0;
    try (VideoFileReader reader = new VideoFileReader(video);
        Detector detector = model == null ? null : new Detector(model, config);
        SecondLook second = new SecondLook(config);
        VideoFrame frame = new VideoFrame()) {
      if (detector == null) {
        eye.report(
            targetFps,
            found -> {
              looked[0]++;
              each.accept(found);
            });
      }
      String brokeOff = null;
      while (brokeOff == null) {
        try {
          if (!reader.next(frame)) {
            break;
          }
        } catch (SourceException e) {
          // What came before the damage is still worth reporting.
          brokeOff = e.getMessage();
          continue;
        }
        frames++;
        long pts = frame.ptsMicros();
        last = Math.max(last, pts);
        eye.picture(frame.picture(), pts, frame.utcMillis(), frame.arrivedNanos());
        if (detector != null && choice.due(pts)) {
          looked[0]++;
          FrameDetections whole = detector.detect(camera, frame);
          Attention.Place place = choice.place(pts);
          each.accept(
              eye.extend(place == null ? whole : second.look(detector, frame, whole, place)));
        }
      }
      Optional<String> problem = problem(brokeOff, reader.damaged());
      if (frames == 0) {
        throw new MilepostException(
            FailureCode.BAD_REQUEST,
            "video "
                + video
                + " holds no picture that can be decoded"
                + problem.map(words -> ": " + words).orElse(""));
      }
      double fps = reader.info().fps();
      double seconds = last / 1e6 + (fps > 0 ? 1 / fps : 0);
      return new Summary(
          frames, looked[0], seconds, looked[0] * 1e9 / (System.nanoTime() - begun), problem);
    }
  }

  /** Which pictures are looked at, and where twice. Times are microseconds of video. */
  private interface Choice {
    boolean due(long pts);

    default Attention.Place place(long pts) {
      return null;
    }
  }

  private Choice steady() {
    return new Choice() {
      private long due;

      @Override
      public boolean due(long pts) {
        if (pts < due) {
          return false;
        }
        due = pts - due < periodMicros ? due + periodMicros : pts + periodMicros;
        return true;
      }
    };
  }

  private Choice attentive(String camera) {
    Pace pace = new Pace(targetFps, Pace.DEFAULT_PRIORITY, 0, attention, new Activity());
    // Pictures of a file never get too old.
    CameraTurn turn = new CameraTurn(camera, pace, Long.MAX_VALUE, pacing, 0);
    return new Choice() {
      @Override
      public boolean due(long pts) {
        long now = pts * 1000;
        turn.arrived(now);
        turn.grant(turn.baseFps(now), turn.extraFps(now), now);
        if (turn.deadline > now) {
          return false;
        }
        turn.started(now);
        return true;
      }

      @Override
      public Attention.Place place(long pts) {
        long now = pts * 1000;
        return attention.wanted() && turn.mayLookAgain(now) ? attention.next(now) : null;
      }
    };
  }

  private static Optional<String> problem(String brokeOff, long damaged) {
    if (brokeOff != null) {
      return Optional.of(brokeOff);
    }
    return damaged == 0
        ? Optional.empty()
        : Optional.of(damaged + " damaged packets could not be decoded");
  }
}
