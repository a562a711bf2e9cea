package io.milepost.simulator;

import io.milepost.simulator.render.SceneRenderer;
import io.milepost.simulator.scene.Box;
import io.milepost.simulator.scene.Scene;
import io.milepost.simulator.truth.Truth;
import io.milepost.simulator.truth.TruthObject;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** One frame of a scene as a PNG file. */
final class Picture {
  private static final int[] COLOURS = {
    0x40FF40, 0x40A0FF, 0xFFFF40, 0xFF40FF, 0xFF8080, 0xFF4000, 0xC0C0C0, 0x00FFC0, 0xFFA040,
    0xFFFFFF, 0xB06020, 0x80FF00, 0xFF0060, 0xC0FF60, 0xFF0000
  };

  private Picture() {}

  static void write(Scene scene, double at, boolean boxes, Path file) throws IOException {
    while (scene.time() < at) {
      scene.advance();
    }
    int w = scene.spec().width();
    int h = scene.spec().height();
    BufferedImage image = new BufferedImage(w, h, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, w, h, new SceneRenderer(scene).draw(), 0, w);
    if (boxes) {
      for (TruthObject each : new Truth().of(scene)) {
        frame(image, each.box(), COLOURS[each.type().ordinal()]);
      }
    }
    ImageIO.write(image, "png", file.toFile());
  }

  private static void frame(BufferedImage image, Box box, int rgb) {
    int x0 = (int) box.x();
    int y0 = (int) box.y();
    int x1 = Math.min(image.getWidth() - 1, (int) (box.x() + box.w()));
    int y1 = Math.min(image.getHeight() - 1, (int) (box.y() + box.h()));
    for (int x = x0; x <= x1; x++) {
      image.setRGB(x, y0, rgb);
      image.setRGB(x, y1, rgb);
    }
    for (int y = y0; y <= y1; y++) {
      image.setRGB(x0, y, rgb);
      image.setRGB(x1, y, rgb);
    }
  }
}
