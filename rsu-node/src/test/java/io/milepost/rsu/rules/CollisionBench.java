package io.milepost.rsu.rules;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.json.Json;
import io.milepost.rsu.perception.Detection;
import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.perception.ObjectClass;
import io.milepost.rsu.rules.core.Finding;
import io.milepost.rsu.rules.track.Box;
import io.milepost.simulator.scene.Incident;
import io.milepost.simulator.scene.Light;
import io.milepost.simulator.scene.Scenario;
import io.milepost.simulator.scene.ScenarioSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Recall, delay and false alarms of the collision rule while its input is disturbed: other frame
 * rates, frames and boxes that are missing, shaken edges, mirrored and scaled pictures, boxes that
 * overlap and are taken for one. A main, not a test: {@code CollisionBench FIRST_SEED SCENES
 * [FOLDER_OF_REFERENCE_BOXES]}; held-out seeds are refused.
 */
final class CollisionBench {
  private static final long HELD_OUT = 2000;
  private static final double SECONDS = 24;

  /** A disturbance; misses and shakes come on top of what the simulated detector has. */
  private enum Disturbance {
    NONE(10, 0, 0, 0, 1, false, 1),
    FPS_5(5, 0, 0, 0, 1, false, 1),
    FPS_15(15, 0, 0, 0, 1, false, 1),
    FPS_30(30, 0, 0, 0, 1, false, 1),
    FRAMES_DROPPED(10, 0.2, 0, 0, 1, false, 1),
    MORE_MISSES(10, 0, 0.1, 0, 1, false, 1),
    MORE_JITTER(10, 0, 0, 0.04, 1, false, 1),
    MIRRORED(10, 0, 0, 0, 1, true, 1),
    DOUBLE_SIZE(10, 0, 0, 0, 2, false, 1),
    MERGED(10, 0, 0, 0, 1, false, 0.45);

    private final int fps;
    private final double dropped;
    private final double missed;
    private final double shaken;
    private final double scale;
    private final boolean mirrored;
    private final double mergedFrom;

    Disturbance(
        int fps,
        double dropped,
        double missed,
        double shaken,
        double scale,
        boolean mirrored,
        double mergedFrom) {
      this.fps = fps;
      this.dropped = dropped;
      this.missed = missed;
      this.shaken = shaken;
      this.scale = scale;
      this.mirrored = mirrored;
      this.mergedFrom = mergedFrom;
    }

    /** The frame as disturbed, null when it is dropped. */
    private FrameDetections of(FrameDetections f, Random random) {
      if (random.nextDouble() < dropped) {
        return null;
      }
      List<Detection> kept = new ArrayList<>();
      for (Detection d : f.detections()) {
        if (random.nextDouble() >= missed && !covered(d, kept)) {
          kept.add(d);
        }
      }
      List<Detection> out = new ArrayList<>();
      for (Detection d : kept) {
        double sigma = shaken * d.h();
        double x = mirrored ? f.width() - d.x() - d.w() : d.x();
        out.add(
            new Detection(
                d.label(),
                d.type(),
                d.confidence(),
                (float) (scale * (x + sigma * random.nextGaussian())),
                (float) (scale * (d.y() + sigma * random.nextGaussian())),
                (float) (scale * Math.max(1, d.w() + sigma * random.nextGaussian())),
                (float) (scale * Math.max(1, d.h() + sigma * random.nextGaussian()))));
      }
      int w = (int) (scale * f.width());
      int h = (int) (scale * f.height());
      return new FrameDetections(
          f.camera(), f.ptsMicros(), f.ptsMicros() / 1000, w, h, out, 0, 0, 0, 0);
    }

    private boolean covered(Detection d, List<Detection> kept) {
      for (Detection k : kept) {
        if (k.type() == d.type() && Box.of(k).iou(Box.of(d)) > mergedFrom) {
          return true;
        }
      }
      return false;
    }
  }

  private CollisionBench() {}

  public static void main(String[] args) throws IOException {
    long first = Long.parseLong(args[0]);
    int scenes = Integer.parseInt(args[1]);
    if (first < 1 || first + scenes > HELD_OUT) {
      throw new IllegalArgumentException("seeds must lie in 1.." + (HELD_OUT - 1));
    }
    for (Disturbance d : Disturbance.values()) {
      for (Scenario s :
          List.of(Scenario.COLLISION, Scenario.STOPPED_VEHICLE, Scenario.CONGESTION)) {
        System.out.println(simulated(s, first, scenes, d));
      }
    }
    if (args.length > 2) {
      for (String clip : List.of("kenway_accident1.mp4", "kenway_accident4.mp4")) {
        for (Disturbance d : Disturbance.values()) {
          if (d.fps == 10) {
            System.out.println(clip(Path.of(args[2]), clip, d));
          }
        }
      }
    }
  }

  private static String simulated(Scenario scenario, long first, int scenes, Disturbance d) {
    int found = 0;
    int wrong = 0;
    int suspected = 0;
    double delay = 0;
    for (long seed = first; seed < first + scenes; seed++) {
      Light light = Light.values()[(int) (seed % Light.values().length)];
      SimulatedDetections scene =
          new SimulatedDetections(ScenarioSpec.of(scenario, seed).withFps(d.fps).withLight(light));
      RuleEngine engine = new RuleEngine("sim", RulesConfig.defaults());
      Random random = new Random(seed);
      double earliest = Double.NaN;
      while (scene.time() < SECONDS) {
        FrameDetections frame = d.of(scene.next(), random);
        for (Finding f : frame == null ? List.<Finding>of() : engine.observe(frame)) {
          if (f.type() != IncidentType.COLLISION) {
            continue;
          }
          suspected += f.phase() == Finding.Phase.SUSPECTED ? 1 : 0;
          double after = f.confirmedSeconds() - start(scene);
          if (f.phase() == Finding.Phase.CONFIRMED) {
            wrong += scenario != Scenario.COLLISION || after < -1 ? 1 : 0;
            earliest = after >= -1 && Double.isNaN(earliest) ? after : earliest;
          }
        }
      }
      if (scenario == Scenario.COLLISION && !Double.isNaN(earliest)) {
        found++;
        delay += earliest;
      }
    }
    return String.format(
        Locale.ROOT,
        "%-15s %-16s found %d of %d, mean delay %.1f s, wrong %d, suspected %d",
        d,
        scenario.id(),
        found,
        scenes,
        delay / Math.max(1, found),
        wrong,
        suspected);
  }

  private static double start(SimulatedDetections scene) {
    for (Incident i : scene.incidents()) {
      if (i.primary()) {
        return i.start();
      }
    }
    return 0;
  }

  private static String clip(Path folder, String clip, Disturbance d) throws IOException {
    RuleEngine engine = new RuleEngine(clip, RulesConfig.defaults());
    Random random = new Random(5);
    StringBuilder told = new StringBuilder();
    for (String line : Files.readAllLines(folder.resolve(clip + ".yolox_nano.jsonl"))) {
      JsonNode node = Json.mapper().readTree(line);
      List<Detection> boxes = new ArrayList<>();
      for (JsonNode n : node.get("dets")) {
        JsonNode b = n.get("box");
        boxes.add(
            new Detection(
                n.get("cls").asText(),
                ObjectClass.of(n.get("cls").asText()),
                (float) n.get("conf").asDouble(),
                (float) b.get(0).asDouble(),
                (float) b.get(1).asDouble(),
                (float) b.get(2).asDouble(),
                (float) b.get(3).asDouble()));
      }
      long micros = Math.round(node.get("t").asDouble() * 1e6);
      FrameDetections frame =
          d.of(
              new FrameDetections(clip, micros, micros / 1000, 640, 360, boxes, 0, 0, 0, 0),
              random);
      for (Finding f : frame == null ? List.<Finding>of() : engine.observe(frame)) {
        told.append(String.format(Locale.ROOT, " %s@%.1f", f.phase(), micros / 1e6));
      }
    }
    return String.format(Locale.ROOT, "%-15s %s:%s", d, clip, told);
  }
}
