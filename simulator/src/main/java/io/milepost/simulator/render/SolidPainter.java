package io.milepost.simulator.render;

import io.milepost.simulator.scene.Light;
import io.milepost.simulator.scene.Mover;
import io.milepost.simulator.scene.Noise;
import io.milepost.simulator.scene.Paint;
import io.milepost.simulator.scene.Part;
import io.milepost.simulator.scene.Part.Role;
import io.milepost.simulator.scene.Road;
import io.milepost.simulator.scene.Solid;
import io.milepost.simulator.scene.View;
import java.util.List;

/** Paints vehicles and persons: shaded faces, windows, wheels, lamps, shadow. Not thread-safe. */
final class SolidPainter {
  /** Corners of front, rear, left, right, top, ordered so that u runs right or ahead and v up. */
  private static final int[][] FACES = {
    {2, 3, 7, 6}, {0, 1, 5, 4}, {0, 3, 7, 4}, {1, 2, 6, 5}, {4, 5, 6, 7}
  };

  private static final int DISC = 10;
  private static final double[] DISC_COS = new double[DISC];
  private static final double[] DISC_SIN = new double[DISC];

  static {
    for (int i = 0; i < DISC; i++) {
      DISC_COS[i] = Math.cos(2 * Math.PI * i / DISC);
      DISC_SIN[i] = Math.sin(2 * Math.PI * i / DISC);
    }
  }

  private final Road road;
  private final Lighting lighting;
  private final Plane plane = new Plane();
  private final Solid solid = new Solid();
  private final double[] quad = new double[12];
  private final double[] patch = new double[3 * DISC];
  private final double[] normal = new double[3];
  private final double[] glows = new double[4 * 24];
  private int glowCount;
  private double time;
  private double hazeShare;
  private double lampShare;
  private double depth;
  private boolean small;

  SolidPainter(Road road, Lighting lighting) {
    this.road = road;
    this.lighting = lighting;
  }

  void view(View view, double t) {
    plane.view(view);
    time = t;
  }

  /** Shadow on the ground and the light that head lamps throw ahead. */
  void ground(Canvas canvas, Mover m) {
    solid.load(m, road, plane.view());
    double w = m.width() / 2;
    double len = m.length() / 2;
    double dark = lighting.shadow;
    for (int ring = 0; ring < 3; ring++) {
      double grow = 0.28 - 0.2 * ring;
      rectangle(-w - grow, w + grow, -len - grow, len + grow);
      plane.fill(canvas, patch, 4, 0x0A0B0D, dark * (ring == 2 ? 0.75 : 0.3));
    }
    if (lighting.shadow > 0.45) {
      double reach = m.height() * 0.8 / Math.max(0.5, lighting.sunFrom[2]);
      double dx = -lighting.sunFrom[0] * reach;
      double dy = -lighting.sunFrom[1] * reach;
      for (int part = 1; part <= 3; part++) {
        rectangle(-w * 0.9, w * 0.9, -len * 0.95, len * 0.95);
        for (int i = 0; i < 4; i++) {
          patch[3 * i] += dx * part / 3;
          patch[3 * i + 1] += dy * part / 3;
        }
        plane.fill(canvas, patch, 4, 0x0A0B0D, 0.22);
      }
    }
    if (lighting.lampsLit && m.type().vehicle() && lighting.light != Light.RAIN) {
      beam(canvas, m);
    }
  }

  private void rectangle(double x0, double x1, double y0, double y1) {
    solid.place(x0, y0, 0, patch, 0);
    solid.place(x1, y0, 0, patch, 3);
    solid.place(x1, y1, 0, patch, 6);
    solid.place(x0, y1, 0, patch, 9);
  }

  /** Soft pools of light on the road ahead, flat as the camera's height makes them. */
  private void beam(Canvas canvas, Mover m) {
    View view = plane.view();
    double gain = lighting.light == Light.NIGHT ? 0.34 : 0.13;
    for (int i = 0; i < 3; i++) {
      solid.place(0, m.length() / 2 + 2.2 + 3.6 * i, 0, patch, 0);
      double z = view.depth(patch[0], patch[1], 0);
      double[] px = z < 1.5 ? null : view.pixel(patch[0], patch[1], 0);
      if (px != null) {
        double rx = view.camera().focal() * (1.5 + 0.8 * i) / z;
        double flat = Math.min(0.9, view.camera().height() / z);
        double along = Math.abs(Math.cos(m.heading(road) - view.camera().yaw()));
        double ry = rx * flat * (0.9 + 0.9 * along);
        canvas.spot(
            px[0], px[1], rx * (1.5 - 0.5 * along), ry, 0xFFF0D4, gain / (1 + 0.5 * i), true);
      }
    }
  }

  /** The body itself. */
  void body(Canvas canvas, Mover m) {
    solid.load(m, road, plane.view());
    depth = solid.depth();
    double distance = Math.hypot(solid.x() - plane.view().camera().x(), solid.y());
    hazeShare = lighting.hazeAt(distance);
    double edge = Math.min(road.edge(1) - m.l(), m.l() - road.edge(-1));
    lampShare = lighting.lampAt(m.s(), Math.max(0, edge - 1));
    small = plane.view().camera().focal() * m.height() / Math.max(1, depth) < 9;
    glowCount = 0;
    List<Part> parts = m.parts();
    for (int layer = 0; layer <= 3; layer++) {
      paintLayer(canvas, m, parts, layer);
    }
    for (int i = 0; i < glowCount; i++) {
      double r = glows[4 * i + 2];
      int rgb = (int) glows[4 * i + 3];
      canvas.spot(glows[4 * i], glows[4 * i + 1], r, r * 0.9, rgb, 0.75, true);
      if (lighting.wet) {
        canvas.spot(glows[4 * i], glows[4 * i + 1] + r * 4, r * 0.6, r * 4, rgb, 0.22, true);
      }
    }
  }

  /** Within a layer the farther part comes first. */
  private void paintLayer(Canvas canvas, Mover m, List<Part> parts, int layer) {
    int first = -1;
    double farthest = -1;
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i).layer() == layer) {
        double d = partDepth(i);
        if (d > farthest) {
          farthest = d;
          first = i;
        }
      }
    }
    if (first < 0) {
      return;
    }
    part(canvas, m, first);
    for (int i = 0; i < parts.size(); i++) {
      if (i != first && parts.get(i).layer() == layer) {
        part(canvas, m, i);
      }
    }
  }

  private double partDepth(int i) {
    double[] w = solid.world();
    int at = 24 * i;
    return plane
        .view()
        .depth((w[at] + w[at + 6]) / 2, (w[at + 1] + w[at + 7]) / 2, (w[at + 2] + w[at + 14]) / 2);
  }

  private void part(Canvas canvas, Mover m, int index) {
    Part part = m.parts().get(index);
    for (int face = 0; face < 5; face++) {
      for (int i = 0; i < 4; i++) {
        System.arraycopy(solid.world(), 24 * index + 3 * FACES[face][i], quad, 3 * i, 3);
      }
      if (!facing(face)) {
        continue;
      }
      double sun = 0;
      for (int c = 0; c < 3; c++) {
        sun += normal[c] * lighting.sunFrom[c];
      }
      sun += face == Part.TOP ? 0.25 : 0;
      double sky = face == Part.TOP ? 1.06 : face == Part.LEFT || face == Part.RIGHT ? 0.82 : 0.9;
      int rgb = color(part.role(), m, sun, sky);
      plane.fill(canvas, quad, 4, rgb, 1);
      if (part.role() == Role.BODY && face != Part.TOP && !small) {
        patch(0, 0, 1, 0.4);
        plane.fill(canvas, patch, 4, 0x0C0E10, 0.2);
      }
      for (Part.Decal decal : part.decals()) {
        if (decal.face() == face) {
          decal(canvas, m, decal, sun, sky);
        }
      }
    }
  }

  private boolean facing(int face) {
    double ax = quad[3] - quad[0];
    double ay = quad[4] - quad[1];
    double az = quad[5] - quad[2];
    double bx = quad[9] - quad[0];
    double by = quad[10] - quad[1];
    double bz = quad[11] - quad[2];
    double sign = face == Part.LEFT ? -1 : 1;
    double nx = sign * (ay * bz - az * by);
    double ny = sign * (az * bx - ax * bz);
    double nz = sign * (ax * by - ay * bx);
    double norm = Math.sqrt(nx * nx + ny * ny + nz * nz) + 1e-9;
    normal[0] = nx / norm;
    normal[1] = ny / norm;
    normal[2] = nz / norm;
    double cx = quad[0] - plane.view().camera().x();
    double cy = quad[1] - plane.view().camera().y();
    double cz = quad[2] - plane.view().camera().height();
    return nx * cx + ny * cy + nz * cz < 0;
  }

  private void patch(double u0, double v0, double u1, double v1) {
    corner(u0, v0, 0);
    corner(u1, v0, 3);
    corner(u1, v1, 6);
    corner(u0, v1, 9);
  }

  private void corner(double u, double v, int at) {
    for (int c = 0; c < 3; c++) {
      double low = quad[c] + u * (quad[3 + c] - quad[c]);
      double high = quad[9 + c] + u * (quad[6 + c] - quad[9 + c]);
      patch[at + c] = low + v * (high - low);
    }
  }

  private void decal(Canvas canvas, Mover m, Part.Decal d, double sun, double sky) {
    boolean lamp = d.role() == Role.HEADLAMP || d.role() == Role.TAILLAMP;
    if (small && !lamp && d.role() != Role.GLASS) {
      return;
    }
    int n = outline(d);
    int rgb = lamp ? lampColor(m, d) : color(d.role(), m, sun, sky);
    int count = plane.project(patch, n);
    if (count == 0) {
      return;
    }
    canvas.fill(plane.xs, plane.ys, count, rgb, 1);
    if (d.disc()) {
      disc(d, 0.5);
      plane.fill(canvas, patch, DISC, color(Role.CHROME, m, sun * 0.5, 0.6), 1);
    } else if (d.role() == Role.GLASS && !small) {
      patch(d.u0(), (d.v0() + d.v1()) / 2, d.u1(), d.v1());
      plane.fill(canvas, patch, 4, color(Role.CHROME, m, 0, 0.9), 0.12 + 0.2 * m.glassTone());
    } else if (lamp && d.face() < Part.LEFT && glowing(m, d) && glowCount < 24) {
      glow(count, rgb, d.role() == Role.HEADLAMP);
    }
  }

  private int outline(Part.Decal d) {
    if (d.disc()) {
      disc(d, 1);
      return DISC;
    }
    patch(d.u0(), d.v0(), d.u1(), d.v1());
    return 4;
  }

  private void disc(Part.Decal d, double scale) {
    double ru = (d.u1() - d.u0()) / 2;
    double rv = (d.v1() - d.v0()) / 2;
    for (int i = 0; i < DISC; i++) {
      corner(
          (d.u0() + d.u1()) / 2 + ru * scale * DISC_COS[i],
          (d.v0() + d.v1()) / 2 + rv * scale * DISC_SIN[i],
          3 * i);
    }
  }

  private void glow(int count, int rgb, boolean head) {
    double x = 0;
    double y = 0;
    for (int i = 0; i < count; i++) {
      x += plane.xs[i] / count;
      y += plane.ys[i] / count;
    }
    boolean dark = lighting.light == Light.NIGHT;
    double metres = head ? (dark ? 0.95 : 0.45) : dark ? 0.55 : 0.32;
    double r =
        plane.view().camera().focal() * metres / Math.max(1, depth) + (head && dark ? 2 : 0.8);
    int at = 4 * glowCount++;
    glows[at] = x;
    glows[at + 1] = y;
    glows[at + 2] = r;
    glows[at + 3] = rgb;
  }

  private boolean blink(Mover m) {
    return m.hazard() && (time * 1.4 + Noise.unit(m.id(), 3)) % 1 < 0.5;
  }

  private boolean glowing(Mover m, Part.Decal d) {
    return lighting.lampsLit || blink(m) || d.role() == Role.TAILLAMP && m.braking();
  }

  private int lampColor(Mover m, Part.Decal d) {
    if (blink(m)) {
      return 0xFFB030;
    }
    if (d.role() == Role.HEADLAMP) {
      return lighting.lampsLit ? 0xFFF8E4 : lighting.shade(0xC8CCD0, 0.4, lampShare, hazeShare);
    }
    if (m.braking()) {
      return 0xFF3A2C;
    }
    return lighting.lampsLit ? 0xB81A14 : lighting.shade(0x8E1B18, 0.2, lampShare, hazeShare);
  }

  private int color(Role role, Mover m, double sun, double sky) {
    Paint paint = m.paint();
    int base =
        switch (role) {
          case BODY -> paint.body();
          case TRIM -> paint.trim();
          case CARGO -> paint.cargo();
          case CLOTH -> paint.cloth();
          case TROUSERS -> paint.trousers();
          case SKIN -> paint.skin();
          case GLASS -> 0x1C2228 + (int) (m.glassTone() * 0x30) * 0x10101;
          case TYRE -> 0x17181A;
          case DARK -> 0x1E2022;
          case CHROME -> 0x9EA2A6;
          case PLATE -> 0xD6D4C8;
          case WHITE -> 0xF4F4F0;
          case ORANGE -> 0xF0560E;
          case RED -> 0xC81E1E;
          default -> 0x808080;
        };
    int r = (int) Math.min(255, (base >> 16 & 255) * sky);
    int g = (int) Math.min(255, (base >> 8 & 255) * sky);
    int b = (int) Math.min(255, (base & 255) * sky);
    return lighting.shade(r << 16 | g << 8 | b, sun, lampShare, hazeShare);
  }
}
