package io.milepost.rsu.app;

import io.milepost.rsu.perception.Attention;
import io.milepost.rsu.perception.DetectorConfig;
import io.milepost.rsu.perception.FileAnalysis;
import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.perception.Model;
import io.milepost.rsu.perception.PacingConfig;
import io.milepost.rsu.perception.pixels.CameraEye;
import io.milepost.rsu.rules.Lookout;
import io.milepost.rsu.rules.RuleEngine;
import io.milepost.rsu.rules.core.Finding;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;

/** Detector, eye and rules over a video file, as a live camera with time to spare has them. */
public final class VideoLook {
  private final Model model;
  private final AnalyzeConfig camera;

  /**
   * A look at files.
   *
   * @param model stays the caller's; null for moving shapes alone
   * @param camera how to look
   */
  public VideoLook(Model model, AnalyzeConfig camera) {
    this.model = model;
    this.camera = camera;
  }

  /**
   * Reads a file to its end. Blocks.
   *
   * @param name camera id the results carry
   * @param engine rules that have seen nothing yet
   * @param each gets every picture's detections and what the rules say of them, in order
   * @throws io.milepost.protocol.failure.MilepostException when there is not one picture in it
   */
  public FileAnalysis.Summary run(
      String name, Path video, RuleEngine engine, BiConsumer<FrameDetections, List<Finding>> each) {
    Attention attention = new Attention();
    Lookout lookout = new Lookout(engine, attention);
    try (CameraEye eye = new CameraEye(name, camera.eye())) {
      return new FileAnalysis(
              model,
              DetectorConfig.defaults(),
              camera.targetFps(),
              eye,
              attention,
              PacingConfig.defaults())
          .run(
              name,
              video,
              frame -> {
                float share = eye.figures().motion();
                if (!Float.isNaN(share)) {
                  engine.motion(share);
                }
                List<Finding> findings = engine.observe(frame);
                lookout.tell(findings, frame.ptsMicros() * 1000);
                each.accept(frame, findings);
              });
    }
  }
}
