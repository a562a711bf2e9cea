package io.milepost.rsu.perception.pixels;

import io.milepost.protocol.json.Json;
import io.milepost.rsu.camera.TestVideo;
import io.milepost.rsu.camera.VideoFileReader;
import io.milepost.rsu.camera.VideoFrame;
import io.milepost.rsu.perception.Detection;
import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.perception.Sight;
import io.milepost.rsu.rules.RuleEngine;
import io.milepost.rsu.rules.RulesConfig;
import io.milepost.rsu.rules.core.Finding;
import io.milepost.simulator.render.Player;
import io.milepost.simulator.scene.Light;
import io.milepost.simulator.scene.Scenario;
import io.milepost.simulator.scene.ScenarioSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.IntPointer;
import org.junit.jupiter.api.Assumptions;

/** An eye and the rules behind it, with clips or simulated scenes before it and no model. */
final class Footage implements AutoCloseable {
  static final int WIDTH = 320;
  static final int HEIGHT = 180;

  final CameraEye eye;
  final RuleEngine rules;
  final List<Finding> told = new ArrayList<>();
  final Map<Sight.Fault, Double> faults = new LinkedHashMap<>();
  final List<Detection> seen = new ArrayList<>();
  final List<Double> seenAt = new ArrayList<>();
  private final AVFrame picture = avutil.av_frame_alloc();
  private final boolean alone;
  private double next;

  /** Changes a drawn picture: 0xRRGGBB by rows. */
  interface Hand {
    int[] on(int[] pixels, double seconds);
  }

  Footage(EyeConfig config, boolean alone) {
    this.alone = alone;
    RulesConfig geometric =
        RulesConfig.of(Json.tree(Map.of("collision", Map.of("enabled", !alone))));
    rules = new RuleEngine("cam", geometric);
    eye = new CameraEye("cam", config);
    if (alone) {
      eye.report(10, this::take);
    }
  }

  Footage() {
    this(EyeConfig.defaults(), false);
  }

  static ScenarioSpec scene(Scenario scenario, long seed, Light light) {
    return ScenarioSpec.of(scenario, seed).withLight(light).withFps(10).withSize(WIDTH, HEIGHT);
  }

  /** Plays a scene in video time. */
  Footage play(ScenarioSpec spec, double seconds, Hand hand) {
    Player player = new Player(spec);
    while (player.scene().time() < seconds) {
      double now = player.scene().time();
      show(hand.on(player.draw(), now), spec.width(), spec.height(), now);
      player.advance();
    }
    return this;
  }

  Footage play(ScenarioSpec spec, double seconds) {
    return play(spec, seconds, (pixels, now) -> pixels);
  }

  /** Shows one picture. */
  void show(int[] pixels, int width, int height, double seconds) {
    if (picture.width() != width) {
      picture.format(avutil.AV_PIX_FMT_BGR0).width(width).height(height);
      avutil.av_frame_get_buffer(picture, 0);
    }
    try (IntPointer rows = new IntPointer(picture.data(0))) {
      rows.put(pixels, 0, width * height);
    }
    show(picture, Math.round(seconds * 1e6));
  }

  private void show(AVFrame shown, long pts) {
    eye.picture(shown, pts, pts / 1000, pts * 1000);
    if (!alone && pts / 1e6 >= next) {
      next += 0.1;
      take(
          eye.extend(
              new FrameDetections(
                  "cam", pts, pts / 1000, shown.width(), shown.height(), List.of(), 0, 0, 0, 0)));
    }
  }

  /** Plays a clip; skips the test when it is not there. */
  Footage clip(String name) {
    Path folder = TestVideo.sharedData();
    Assumptions.assumeTrue(
        folder != null && Files.exists(folder.resolve("video").resolve(name)),
        "skipped: the shared test material lacks video/" + name);
    try (VideoFileReader reader = new VideoFileReader(folder.resolve("video").resolve(name));
        VideoFrame frame = new VideoFrame()) {
      while (reader.next(frame)) {
        show(frame.picture(), frame.ptsMicros());
      }
    }
    return this;
  }

  private void take(FrameDetections frame) {
    faults.putIfAbsent(frame.sight().fault(), frame.ptsMicros() / 1e6);
    for (Detection d : frame.detections()) {
      seen.add(d);
      seenAt.add(frame.ptsMicros() / 1e6);
    }
    for (Finding f : rules.observe(frame)) {
      if (f.phase() == Finding.Phase.CONFIRMED) {
        told.add(f);
      }
    }
  }

  @Override
  public void close() {
    eye.close();
    avutil.av_frame_free(picture);
  }
}
