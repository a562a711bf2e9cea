package io.milepost.rsu.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.rsu.camera.JpegPicture;
import io.milepost.rsu.camera.RecordedPictures;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ClipPicturesTest extends ClipFixture {
  /** The bar of {@link io.milepost.rsu.camera.TestVideo} moves four pixels each picture. */
  private static int pictureNumber(byte[] jpeg) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(jpeg));
    int best = -1;
    double brightest = 0;
    for (int n = 0; n < image.getWidth() / 4; n++) {
      double sum = 0;
      for (int x = 0; x < image.getWidth(); x++) {
        boolean bar = (x + 4 * n) % image.getWidth() < image.getWidth() / 8;
        sum += bar ? image.getRaster().getSample(x, image.getHeight() / 2, 0) : 0;
      }
      if (sum > brightest) {
        brightest = sum;
        best = n;
      }
    }
    return best;
  }

  private JpegPicture at(long afterStart) throws IOException {
    return keeper.library().picture("a", START + afterStart, 3840).orElseThrow();
  }

  @Test
  void shouldShowTheVeryPictureOfATime() throws IOException {
    record(0, 300);
    for (int n : new int[] {0, 1, 24, 25, 113, 130, 249}) {
      JpegPicture exact = at(n * 40L);
      assertThat(exact.utcMillis()).isEqualTo(START + n * 40L);
      assertThat(pictureNumber(exact.jpeg())).isEqualTo(n % 40);
      assertThat(exact.width()).isEqualTo(160);
      assertThat(at(n * 40L + 38).utcMillis()).isEqualTo(START + n * 40L);
    }
    assertThat(keeper.library().picture("a", START - 5000, 640)).isEmpty();
    assertThat(keeper.library().picture("b", START, 640)).isEmpty();
  }

  @Test
  void shouldTakeThePictureFromAClipWhenTheSegmentsHaveGone() throws IOException {
    record(0, 300);
    end("a");
    order(3080, 9000, null);
    keeper.step();
    for (Segment each : store.segments().all("a")) {
      store.segments().forget(each.id());
    }
    JpegPicture exact = at(150 * 40L);
    assertThat(exact.utcMillis()).isEqualTo(START + 6000);
    assertThat(pictureNumber(exact.jpeg())).isEqualTo(150 % 40);
  }

  @Test
  void shouldCountFromThePictureShownFirstInAClipThatBeginsInTheMiddleOfAGroup()
      throws IOException {
    record(0, 300);
    end("a");
    String id = order(3080, 9000, null);
    keeper.step();
    long start = info(id).startMs();
    assertThat(info(id).startsAtKeyPictureMs()).isLessThan(start);
    JpegPicture first =
        RecordedPictures.at("a", file(id), -1, 0, start * 1000, 640, null).orElseThrow();
    assertThat(first.utcMillis()).isEqualTo(start);
    assertThat(pictureNumber(first.jpeg())).isEqualTo(77 % 40);
  }

  @Test
  void shouldMakeAStillAndAMovingMiniatureOfEveryClip() throws IOException {
    record(0, 400);
    String id = order(2000, 14_000, null);
    keeper.step();
    assertThat(info(id).preview()).isTrue();
    assertThat(info(id).thumbnail()).isTrue();
    byte[] still = Files.readAllBytes(keeper.library().thumbnail(id).orElseThrow());
    assertThat(pictureNumber(still)).isEqualTo(50 % 40);
    String webp =
        new String(
            Files.readAllBytes(keeper.library().preview(id).orElseThrow()),
            StandardCharsets.ISO_8859_1);
    assertThat(webp).startsWith("RIFF").contains("WEBP").contains("ANIM");
    assertThat(webp.split("ANMF", -1).length - 1).isBetween(10, 13);
  }
}
