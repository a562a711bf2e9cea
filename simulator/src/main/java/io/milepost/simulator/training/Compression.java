package io.milepost.simulator.training;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Sends a picture through JPEG, whose blocks and thin colour resemble those of the video codec that
 * a live picture has passed. Not thread-safe.
 */
final class Compression {
  private final BufferedImage image;

  Compression(int width, int height) {
    ImageIO.setUseCache(false);
    this.image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
  }

  /** Replaces the pixels by what remains at a quality 0..1. */
  void pass(int[] pixels, float quality) throws IOException {
    int w = image.getWidth();
    int h = image.getHeight();
    image.setRGB(0, 0, w, h, pixels, 0, w);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam how = writer.getDefaultWriteParam();
      how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      how.setCompressionQuality(quality);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), how);
    } finally {
      writer.dispose();
    }
    BufferedImage back = ImageIO.read(new ByteArrayInputStream(bytes.toByteArray()));
    back.getRGB(0, 0, w, h, pixels, 0, w);
    for (int i = 0; i < w * h; i++) {
      pixels[i] &= 0xFFFFFF;
    }
  }
}
