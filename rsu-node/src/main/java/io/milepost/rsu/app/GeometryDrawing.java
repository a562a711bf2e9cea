package io.milepost.rsu.app;

import io.milepost.rsu.rules.geometry.GeometryConfig;
import io.milepost.rsu.rules.geometry.Homography;
import io.milepost.rsu.rules.geometry.Zone;
import io.milepost.rsu.rules.geometry.ZoneType;
import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * Draws zones, calibration points and a grid in metres over a picture. Words are left out where the
 * machine has no font. Not thread-safe.
 */
final class GeometryDrawing {
  private static final Color GRID = new Color(255, 255, 0);
  private static final Color POINT = new Color(255, 0, 255);
  private static final int MOST_LINES = 24;
  private static final double[] SPACINGS = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000};

  private final BufferedImage image;
  private final Graphics2D g;
  private boolean words = true;

  GeometryDrawing(BufferedImage image) {
    this.image = image;
    this.g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
  }

  void draw(GeometryConfig geometry) {
    geometry.calibration().ifPresent(this::grid);
    geometry.zones().forEach(this::zone);
    geometry.calibration().ifPresent(this::points);
    g.dispose();
  }

  private static Color color(ZoneType type) {
    return switch (type) {
      case CARRIAGEWAY -> new Color(0, 160, 255);
      case LANE -> new Color(0, 220, 120);
      case CROSSING -> new Color(255, 255, 255);
      case SHOULDER -> new Color(255, 160, 0);
      case RESTRICTED -> new Color(255, 40, 40);
      case PARKING -> new Color(150, 110, 255);
      case IGNORE -> new Color(120, 120, 120);
      case LINE -> new Color(0, 255, 255);
    };
  }

  private void zone(Zone zone) {
    Path2D path = new Path2D.Double();
    for (Zone.Point p : zone.polygon()) {
      if (path.getCurrentPoint() == null) {
        path.moveTo(x(p), y(p));
      } else {
        path.lineTo(x(p), y(p));
      }
    }
    g.setColor(color(zone.type()));
    g.setStroke(new BasicStroke(2));
    Zone.Point first = zone.polygon().get(0);
    if (zone.type() == ZoneType.LINE) {
      g.draw(path);
      word("L", x(first), y(first), zone.polygon().get(1), -1);
      word("R", x(first), y(first), zone.polygon().get(1), 1);
    } else {
      path.closePath();
      g.setComposite(AlphaComposite.SrcOver.derive(0.15f));
      g.fill(path);
      g.setComposite(AlphaComposite.SrcOver);
      g.draw(path);
    }
    if (!zone.direction().isEmpty()) {
      arrow(zone.direction().get(0), zone.direction().get(1));
    }
    word(zone.id(), x(first) + 4, y(first) - 4);
  }

  private double x(Zone.Point p) {
    return p.x() * image.getWidth();
  }

  private double y(Zone.Point p) {
    return p.y() * image.getHeight();
  }

  private void arrow(Zone.Point from, Zone.Point to) {
    g.draw(new Line2D.Double(x(from), y(from), x(to), y(to)));
    double back = Math.atan2(y(from) - y(to), x(from) - x(to));
    for (double turn : new double[] {-0.4, 0.4}) {
      double endX = x(to) + 12 * Math.cos(back + turn);
      double endY = y(to) + 12 * Math.sin(back + turn);
      g.draw(new Line2D.Double(x(to), y(to), endX, endY));
    }
  }

  /** Lines of constant world x and y around the calibration's points. */
  private void grid(Homography map) {
    List<Homography.Pair> p = map.pairs();
    double minX = p.stream().mapToDouble(Homography.Pair::worldX).min().orElse(0);
    double maxX = p.stream().mapToDouble(Homography.Pair::worldX).max().orElse(0);
    double minY = p.stream().mapToDouble(Homography.Pair::worldY).min().orElse(0);
    double maxY = p.stream().mapToDouble(Homography.Pair::worldY).max().orElse(0);
    double stepX = spacing(maxX - minX);
    double stepY = spacing(maxY - minY);
    g.setColor(GRID);
    g.setStroke(new BasicStroke(1));
    double lowX = Math.floor(minX / stepX) * stepX;
    double highX = Math.ceil(maxX / stepX) * stepX;
    double lowY = Math.floor(minY / stepY) * stepY;
    double highY = Math.ceil(maxY / stepY) * stepY;
    for (double x = lowX; x <= highX + 1e-6; x += stepX) {
      stretch(map, x, lowY, x, highY);
      label(map, x, lowY, x);
    }
    for (double y = lowY; y <= highY + 1e-6; y += stepY) {
      stretch(map, lowX, y, highX, y);
      label(map, highX, y, y);
    }
  }

  private static double spacing(double range) {
    for (double each : SPACINGS) {
      if (range / each <= MOST_LINES / 2.0) {
        return each;
      }
    }
    return SPACINGS[SPACINGS.length - 1] * 10;
  }

  private void stretch(Homography map, double x0, double y0, double x1, double y1) {
    double[] a = new double[2];
    double[] b = new double[2];
    if (map.image(x0, y0, a) && map.image(x1, y1, b)) {
      double w = image.getWidth();
      double h = image.getHeight();
      g.draw(new Line2D.Double(a[0] * w, a[1] * h, b[0] * w, b[1] * h));
    }
  }

  private void label(Homography map, double x, double y, double value) {
    double[] at = new double[2];
    if (map.image(x, y, at)) {
      String text = String.format(java.util.Locale.ROOT, "%.0f m", value);
      word(text, at[0] * image.getWidth() + 2, at[1] * image.getHeight() + 11);
    }
  }

  private void points(Homography map) {
    g.setColor(POINT);
    g.setStroke(new BasicStroke(2));
    double[] at = new double[2];
    for (int i = 0; i < map.pairs().size(); i++) {
      Homography.Pair p = map.pairs().get(i);
      double x = p.imageX() * image.getWidth();
      double y = p.imageY() * image.getHeight();
      g.draw(new Ellipse2D.Double(x - 5, y - 5, 10, 10));
      if (map.image(p.worldX(), p.worldY(), at)) {
        double toX = at[0] * image.getWidth();
        double toY = at[1] * image.getHeight();
        g.draw(new Line2D.Double(x, y, toX, toY));
      }
      word(Integer.toString(i), x + 7, y - 7);
    }
  }

  /** A word beside a line's beginning: side 1 is the right of who walks it. */
  private void word(String text, double x, double y, Zone.Point next, int side) {
    double dx = x(next) - x;
    double dy = y(next) - y;
    double length = Math.max(1, Math.hypot(dx, dy));
    double along = Math.min(30, length / 2);
    word(
        text,
        x + along * dx / length - side * 12 * dy / length - 4,
        y + along * dy / length + side * 12 * dx / length + 4);
  }

  private void word(String text, double x, double y) {
    if (!words) {
      return;
    }
    try {
      g.drawString(text, (float) x, (float) y);
    } catch (RuntimeException | LinkageError | InternalError e) {
      words = false;
    }
  }
}
