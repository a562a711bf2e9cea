package io.milepost.rsu.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.rsu.camera.JpegPicture;
import io.milepost.rsu.camera.Snapshot;
import io.milepost.rsu.camera.SourcePolicy;
import io.milepost.rsu.config.ConfigSource;
import io.milepost.rsu.rules.geometry.GeometryConfig;
import io.milepost.rsu.rules.geometry.Ground;
import io.milepost.rsu.rules.geometry.Homography;
import io.milepost.rsu.rules.geometry.SceneGeometry;
import io.milepost.rsu.rules.geometry.Zone;
import io.milepost.simulator.live.SimulatedCamera;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code camera}: what a camera's configuration means on its road. */
@Command(
    name = "camera",
    description = "Looks into the configuration of cameras.",
    mixinStandardHelpOptions = true,
    subcommands = CameraCommand.Check.class)
public final class CameraCommand implements Callable<Integer> {
  @Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing: check");
  }

  /** {@code camera check CONFIG.yaml}. */
  @Command(
      name = "check",
      description = "Says whether zones and calibration are right, and draws them.",
      footer = {
        "",
        "Example:",
        "  scripts/milepost camera check conf/rsu.yaml --camera ramp --picture ramp.png"
      },
      mixinStandardHelpOptions = true)
  static final class Check implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;

    @Spec private CommandLine.Model.CommandSpec spec;

    @Parameters(
        index = "0",
        paramLabel = "CONFIG.yaml",
        description = "A unit's configuration, or one camera's as for analyze.")
    private Path config;

    @Option(
        names = "--camera",
        paramLabel = "ID",
        description = "Which camera, where the file has several.")
    private String camera;

    @Option(
        names = "--picture",
        paramLabel = "OUT.png",
        description = "Draws zones, points and a grid in metres over the camera's first picture.")
    private Path picture;

    @Option(
        names = "--source",
        paramLabel = "SOURCE",
        description = "Takes the picture from here (file:…, sim:…, rtsp://…) and not the camera.")
    private String source;

    @Override
    public Integer call() {
      JsonNode values = camera(ConfigSource.yaml(config).values());
      GeometryConfig geometry;
      try {
        geometry = GeometryConfig.of(values.get("zones"), values.get("calibration"));
      } catch (MilepostException e) {
        throw refuse(config + ": " + e.getMessage(), e);
      }
      JpegPicture taken = picture == null ? null : take(values);
      int width = taken == null ? WIDTH : taken.width();
      int height = taken == null ? HEIGHT : taken.height();
      PrintWriter out = spec.commandLine().getOut();
      line(out, "camera", values.path("id").asText("unnamed"));
      zones(out, geometry.zones());
      geometry
          .calibration()
          .ifPresentOrElse(
              map -> calibration(out, geometry.geometry(), map, width, height),
              () -> line(out, "calibration", "none; no metres, rules work in car heights"));
      if (taken != null) {
        draw(taken, geometry);
        line(out, "picture", picture + ", " + width + "x" + height);
      }
      out.flush();
      return CommandLine.ExitCode.OK;
    }

    private JsonNode camera(JsonNode root) {
      if (!root.has("cameras")) {
        return root;
      }
      List<String> ids = new ArrayList<>();
      for (JsonNode each : root.get("cameras")) {
        String id = each.path("id").asText();
        if (id.equals(camera) || camera == null && root.get("cameras").size() == 1) {
          return each;
        }
        ids.add(id);
      }
      String known = ids.isEmpty() ? "it has none" : "it has " + String.join(", ", ids);
      throw refuse(
          camera == null
              ? config + ": say which camera with --camera; " + known
              : config + ": has no camera '" + camera + "'; " + known,
          null);
    }

    private JpegPicture take(JsonNode values) {
      String from = source == null ? values.path("source").asText("") : source;
      if (from.isEmpty()) {
        throw refuse(config + ": the camera has no source; give one with --source", null);
      }
      SourcePolicy policy = new SourcePolicy(List.of(Path.of("/")), Set.of(RsuConfig.SIMULATED));
      return Snapshot.take(
          from, policy, Map.of(RsuConfig.SIMULATED, SimulatedCamera::open), PATIENCE);
    }

    private void draw(JpegPicture taken, GeometryConfig geometry) {
      try {
        var image = ImageIO.read(new ByteArrayInputStream(taken.jpeg()));
        new GeometryDrawing(image).draw(geometry);
        if (!ImageIO.write(image, "png", picture.toFile())) {
          throw new IOException("no PNG writer");
        }
      } catch (IOException e) {
        throw refuse("the picture cannot be written to " + picture, e);
      }
    }

    private static void zones(PrintWriter out, List<Zone> zones) {
      line(out, "zones", zones.isEmpty() ? "none" : Integer.toString(zones.size()));
      for (Zone zone : zones) {
        String limit =
            Double.isNaN(zone.speedLimitKmh())
                ? ""
                : String.format(Locale.ROOT, ", %.0f km/h", zone.speedLimitKmh());
        out.printf(
            Locale.ROOT,
            "  %-20s %-12s %d points%s%s%n",
            zone.id(),
            zone.type().code(),
            zone.polygon().size(),
            zone.direction().isEmpty() ? "" : ", with direction",
            limit);
      }
    }

    private static void calibration(
        PrintWriter out, SceneGeometry scene, Homography map, int width, int height) {
      scene.picture(width, height);
      line(
          out,
          "calibration",
          String.format(
              Locale.ROOT,
              "%d points, RMS %.2f m, %.1f px of %dx%d%s",
              map.pairs().size(),
              map.rmsMetres(),
              map.rmsPixels(width, height),
              width,
              height,
              map.pairs().size() == 4
                  ? "; four points always fit, measure a fifth to see an error"
                  : ""));
      Ground ground = new Ground();
      for (int i = 0; i < map.pairs().size(); i++) {
        Homography.Pair p = map.pairs().get(i);
        boolean known = scene.metres(p.imageX() * width, p.imageY() * height, ground);
        out.printf(
            Locale.ROOT,
            "  point %-2d image %.3f, %.3f  world %.2f, %.2f m  off by %.2f m, %.1f px%s%n",
            i,
            p.imageX(),
            p.imageY(),
            p.worldX(),
            p.worldY(),
            map.errorMetres(p),
            map.errorPixels(p, width, height),
            known
                ? String.format(Locale.ROOT, "; a pixel there is known to %.2f m", ground.sigma())
                : "");
      }
    }

    private static void line(PrintWriter out, String name, String value) {
      out.printf("%-12s %s%n", name, value);
    }

    private static MilepostException refuse(String sentence, Throwable cause) {
      return new MilepostException(FailureCode.CONFIGURATION, sentence, cause);
    }
  }
}
