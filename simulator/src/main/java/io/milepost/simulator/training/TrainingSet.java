package io.milepost.simulator.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.simulator.render.SceneRenderer;
import io.milepost.simulator.scene.Box;
import io.milepost.simulator.scene.Noise;
import io.milepost.simulator.scene.ObjectClass;
import io.milepost.simulator.scene.Scenario;
import io.milepost.simulator.scene.ScenarioSpec;
import io.milepost.simulator.scene.Scene;
import io.milepost.simulator.truth.Truth;
import io.milepost.simulator.truth.TruthObject;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes what the trainer reads: {@code frames.u8} (RGB24 frames one after another), {@code
 * labels.jsonl} (a line a frame), {@code meta.json}. Scenes are drawn at 640 × 360, most of them
 * passed through compression, and letterboxed as the live pipeline does it. Labels name the {@link
 * ObjectClass#learned() learned} classes; cyclists stand in them as motorcycles of which next to
 * nothing shows, which the trainer leaves out of its account.
 */
public final class TrainingSet {
  private static final int DRAWN_WIDTH = 640;
  private static final int DRAWN_HEIGHT = 360;
  private static final int FPS = 15;
  private static final double SPAN_SECONDS = 36;

  /** Every fourth scene burns; the rest are taken from all that happens and all that deceives. */
  private static final Scenario[] MIX = {
    Scenario.VEHICLE_FIRE, Scenario.FREE_FLOW, Scenario.COLLISION, Scenario.MIST,
    Scenario.VEHICLE_FIRE, Scenario.CONGESTION, Scenario.PEDESTRIAN, Scenario.SMOKE,
    Scenario.VEHICLE_FIRE, Scenario.GLARE, Scenario.CONSTRUCTION, Scenario.STOPPED_VEHICLE,
    Scenario.VEHICLE_FIRE, Scenario.BRAKE_LIGHTS, Scenario.CROWDING, Scenario.SHADOW,
    Scenario.VEHICLE_FIRE, Scenario.RAIN_LENS, Scenario.EQUIPMENT, Scenario.SMOKE,
    Scenario.VEHICLE_FIRE, Scenario.QUEUE, Scenario.LAMPS, Scenario.DEBRIS,
    Scenario.VEHICLE_FIRE, Scenario.FREE_FLOW, Scenario.FALL, Scenario.CYCLIST,
    Scenario.VEHICLE_FIRE, Scenario.BLOCKAGE, Scenario.PARKED, Scenario.BUS_STOP
  };

  /** Visible share written for what the trainer shall neither reward nor punish. */
  private static final double UNDECIDED = 0.1;

  private final int width;
  private final int height;
  private final ObjectMapper mapper = new ObjectMapper();
  private final Truth truth = new Truth();
  private final Letterbox letterbox;
  private final Compression compression = new Compression(DRAWN_WIDTH, DRAWN_HEIGHT);
  private final byte[] rgb;
  private long written;

  /** A set with frames of a size in pixels. */
  public TrainingSet(int width, int height) {
    this.width = width;
    this.height = height;
    this.letterbox = new Letterbox(DRAWN_WIDTH, DRAWN_HEIGHT, width, height);
    this.rgb = new byte[letterbox.bytes()];
  }

  /** The scene with a seed: scenarios take turns, incidents come early enough to be seen. */
  public static ScenarioSpec spec(long seed) {
    Scenario scenario = MIX[(int) Math.floorMod(seed, (long) MIX.length)];
    boolean burns = scenario == Scenario.VEHICLE_FIRE || scenario == Scenario.SMOKE;
    double at = burns ? 4 : 12;
    return ScenarioSpec.of(scenario, seed)
        .withSize(DRAWN_WIDTH, DRAWN_HEIGHT)
        .withFps(FPS)
        .withAt(at);
  }

  /** Writes scenes of consecutive seeds, progress to a stream. */
  public void write(Path dir, long firstSeed, int scenes, int framesPerScene, PrintStream progress)
      throws IOException {
    Files.createDirectories(dir);
    written = 0;
    try (OutputStream frames =
            new BufferedOutputStream(Files.newOutputStream(dir.resolve("frames.u8")), 1 << 20);
        Writer labels = Files.newBufferedWriter(dir.resolve("labels.jsonl"))) {
      for (int i = 0; i < scenes; i++) {
        scene(firstSeed + i, framesPerScene, frames, labels);
        if (i % 10 == 9 || i + 1 == scenes) {
          progress.printf("\rscene %d of %d, %d frames", i + 1, scenes, written);
        }
      }
    }
    progress.println();
    ObjectNode meta = mapper.createObjectNode();
    meta.put("count", written).put("width", width).put("height", height);
    meta.put("first_seed", firstSeed).put("scenes", scenes).put("frames_per_scene", framesPerScene);
    ArrayNode classes = meta.putArray("classes");
    for (ObjectClass each : ObjectClass.learned()) {
      classes.add(each.id());
    }
    mapper.writeValue(dir.resolve("meta.json").toFile(), meta);
  }

  private void scene(long seed, int count, OutputStream frames, Writer labels) throws IOException {
    Scene scene = new Scene(spec(seed));
    SceneRenderer renderer = new SceneRenderer(scene);
    double quality = Noise.unit(seed, 71);
    for (int i = 0; i < count; i++) {
      double jitter = Noise.unit(seed, 200 + i);
      long target = (long) ((i + jitter) * SPAN_SECONDS / count * FPS);
      while (scene.frame() < target) {
        scene.advance();
      }
      int[] pixels = renderer.draw();
      if (quality < 0.85) {
        compression.pass(pixels, (float) (0.25 + 0.7 * quality));
      }
      letterbox.scale(pixels, rgb);
      frames.write(rgb);
      label(scene, labels);
      written++;
    }
  }

  private void label(Scene scene, Writer labels) throws IOException {
    ObjectNode line = mapper.createObjectNode();
    line.put("i", written).put("seed", scene.spec().seed());
    line.put("scenario", scene.spec().scenario().id()).put("light", scene.light().id());
    line.put("t", Math.round(scene.time() * 1000) / 1000.0);
    ArrayNode boxes = line.putArray("boxes");
    for (TruthObject each : truth.of(scene)) {
      ObjectClass type = each.type();
      boolean cycle = type == ObjectClass.BICYCLE;
      if (!cycle && !ObjectClass.learned().contains(type)) {
        continue;
      }
      Box box = letterbox.map(each.box());
      String label = cycle ? ObjectClass.MOTORCYCLE.id() : type.id();
      double visible = cycle ? UNDECIDED : each.visibility();
      ObjectNode node = boxes.addObject().put("cls", label);
      node.put("x", round(box.x())).put("y", round(box.y()));
      node.put("w", round(box.w())).put("h", round(box.h())).put("vis", round(visible));
    }
    labels.write(mapper.writeValueAsString(line));
    labels.write('\n');
  }

  private static double round(double v) {
    return Math.round(v * 100) / 100.0;
  }
}
