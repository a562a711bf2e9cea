package io.milepost.simulator.truth;

import io.milepost.simulator.scene.SceneLayout;
import io.milepost.simulator.scene.SceneLayout.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes a layout as the {@code zones} and {@code calibration} of a camera's configuration. */
public final class LayoutWriter {
  private LayoutWriter() {}

  /**
   * Writes a YAML file.
   *
   * @throws IOException when the file cannot be written
   */
  public static void write(SceneLayout layout, Path file) throws IOException {
    Files.writeString(file, yaml(layout));
  }

  /** The YAML text; shares of the picture with four decimals, metres with two. */
  public static String yaml(SceneLayout layout) {
    StringBuilder out = new StringBuilder("zones:\n");
    for (SceneLayout.Zone z : layout.zones()) {
      out.append("  - {id: ").append(z.id()).append(", type: ").append(z.type());
      if (!Double.isNaN(z.speedLimitKmh())) {
        out.append(String.format(Locale.ROOT, ", speed_limit_kmh: %.0f", z.speedLimitKmh()));
      }
      if (!z.direction().isEmpty()) {
        out.append(", direction: ").append(points(z.direction()));
      }
      String shape = z.type().equals("line") ? "line" : "polygon";
      out.append(",\n     ").append(shape).append(": ").append(points(z.polygon())).append("}\n");
    }
    out.append("calibration:\n  points:\n");
    for (SceneLayout.Pair p : layout.calibration()) {
      out.append(
          String.format(
              Locale.ROOT,
              "    - {image: [%.4f, %.4f], world: [%.2f, %.2f]}%n",
              p.image().x(),
              p.image().y(),
              p.x(),
              p.y()));
    }
    return out.toString();
  }

  private static String points(List<Point> points) {
    return points.stream()
        .map(p -> String.format(Locale.ROOT, "[%.4f, %.4f]", p.x(), p.y()))
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
