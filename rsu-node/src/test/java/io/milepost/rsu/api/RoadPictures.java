package io.milepost.rsu.api;

import io.milepost.protocol.message.Detections;
import io.milepost.protocol.message.TrackedBox;
import io.milepost.rsu.camera.JpegPicture;
import io.milepost.rsu.camera.LivePictures;
import io.milepost.rsu.camera.Rendition;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.imageio.ImageIO;

/** A camera for tests: draws cars that move, and knows where they are. */
final class RoadPictures implements LivePictures {
  static final int WIDTH = 640;
  static final int HEIGHT = 360;

  private final String camera;
  private final List<Consumer<JpegPicture>> listeners = new CopyOnWriteArrayList<>();
  private final List<Integer> widths = new CopyOnWriteArrayList<>();
  private volatile JpegPicture newest;

  RoadPictures(String camera) {
    this.camera = camera;
  }

  /** The sizes that are wanted now. */
  List<Integer> widths() {
    return List.copyOf(widths);
  }

  int listeners() {
    return listeners.size();
  }

  /** Shows a picture to all who listen. */
  void show(JpegPicture picture) {
    newest = picture;
    listeners.forEach(listener -> listener.accept(picture));
  }

  /** Draws and shows the picture of this moment. */
  void show(long ptsMicros) {
    show(
        new JpegPicture(
            camera, ptsMicros, System.currentTimeMillis(), WIDTH, HEIGHT, draw(ptsMicros)));
  }

  @Override
  public Rendition limit() {
    return Rendition.STANDARD;
  }

  @Override
  public Subscription subscribe(Rendition wanted, Consumer<JpegPicture> listener) {
    listeners.add(listener);
    widths.add(wanted.width());
    return () -> {
      listeners.remove(listener);
      widths.remove((Integer) wanted.width());
    };
  }

  @Override
  public Optional<JpegPicture> newest() {
    return Optional.ofNullable(newest);
  }

  /** Where the cars are at this moment. */
  static List<TrackedBox> boxes(long ptsMicros) {
    List<TrackedBox> boxes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      float way = (ptsMicros / 1000 * (0.06f + i * 0.012f) + i * 190) % (WIDTH + 120) - 100;
      String label = i == 2 ? "truck" : "car";
      float w = i == 2 ? 110 : 76;
      boxes.add(new TrackedBox(i + 11, label, 0.83f, way, 138 + i * 50, w, 40));
    }
    return boxes;
  }

  Detections detections(long ptsMicros) {
    return new Detections(
        camera, ptsMicros, System.currentTimeMillis(), WIDTH, HEIGHT, boxes(ptsMicros));
  }

  static byte[] draw(long ptsMicros) {
    return jpeg(image(ptsMicros));
  }

  static BufferedImage image(long ptsMicros) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setColor(new Color(0x5d7f94));
    g.fillRect(0, 0, WIDTH, 110);
    g.setColor(new Color(0x4c5f47));
    g.fillRect(0, 110, WIDTH, HEIGHT - 110);
    g.setColor(new Color(0x3c4044));
    g.fillRect(0, 128, WIDTH, 212);
    g.setColor(new Color(0xd8d8d0));
    for (int lane = 1; lane < 4; lane++) {
      for (int x = 0; x < WIDTH; x += 60) {
        g.fillRect(x, 130 + lane * 50, 30, 3);
      }
    }
    Color[] paints = {
      new Color(0xb03a2e), new Color(0xe5e7e9), new Color(0x2874a6), new Color(0xf1c40f)
    };
    int i = 0;
    for (TrackedBox box : boxes(ptsMicros)) {
      g.setColor(paints[i++ % paints.length]);
      g.fillRoundRect((int) box.x(), (int) box.y(), (int) box.w(), (int) box.h(), 12, 12);
    }
    g.dispose();
    return image;
  }

  static byte[] jpeg(BufferedImage image) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ImageIO.write(image, "jpg", out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
