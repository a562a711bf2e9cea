package io.milepost.rsu.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClipCareTest extends ClipFixture {
  private static final long DAY = Duration.ofDays(1).toMillis();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

  private String clip() {
    record(0, 400);
    end("a");
    String id = order(2000, 14_000, null);
    keeper.step();
    keeper.step();
    keeper.care().bindTo(metrics);
    return id;
  }

  private double counted(String name) {
    return metrics.get("milepost.clips." + name).functionCounter().count();
  }

  private void passADay() {
    clock.millis += DAY + 1;
    for (int i = 0; i < 4; i++) {
      clock.millis += 1000;
      keeper.step();
    }
  }

  private static void damage(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), Files.size(file) - 500);
    }
  }

  @Test
  void shouldFindAClipWholeAndSayWhenItLooked() {
    String id = clip();
    passADay();
    assertThat(counted("checked")).isEqualTo(1);
    assertThat(counted("damaged")).isZero();
    assertThat(info(id).checkedMs()).isGreaterThan(START + DAY);
    assertThat(keeper.care().degraded()).isEmpty();
  }

  @Test
  void shouldBuildADamagedClipAnewWhileItsSegmentsExist() throws IOException {
    String id = clip();
    String before = info(id).sha256();
    damage(file(id));
    passADay();
    assertThat(counted("damaged")).isEqualTo(1);
    assertThat(info(id).state()).isEqualTo("complete");
    assertThat(info(id).problem()).isNull();
    assertThat(Digests.sha256(file(id))).isEqualTo(before).isEqualTo(info(id).sha256());
    keeper.sweep();
    assertThat(keeper.care().degraded()).isEmpty();
  }

  @Test
  void shouldBuildAMissingClipAnew() throws IOException {
    String id = clip();
    Path file = file(id);
    Files.delete(file);
    passADay();
    assertThat(counted("damaged")).isEqualTo(1);
    assertThat(Digests.sha256(file)).isEqualTo(info(id).sha256());
  }

  @Test
  void shouldSaySoWhenADamagedClipCannotBeBuiltAnew() throws IOException {
    String id = clip();
    for (Segment each : store.segments().all("a")) {
      store.segments().forget(each.id());
    }
    damage(file(id));
    passADay();
    assertThat(info(id).problem()).isEqualTo("is damaged");
    assertThat(info(id).state()).isEqualTo("complete");
    assertThat(file(id)).exists();
    assertThat(keeper.care().degraded().orElseThrow()).contains(id).contains("is damaged");
  }

  @Test
  void shouldDeleteOldClipsButNeverWhatIsHeld() {
    String held = clip();
    String free = order(3000, 9000, null);
    keeper.step();
    keeper.step();
    Path gone = file(free);
    Path still = ClipPictures.thumbnail(gone);
    assertThat(still).exists();
    keeper.care().respect((camera, from, to) -> to > (START + 10_000) * 1000);
    clock.millis += 31 * DAY;
    keeper.sweep();
    assertThat(keeper.library().info(free)).isEmpty();
    assertThat(gone).doesNotExist();
    assertThat(still).doesNotExist();
    assertThat(ClipPictures.preview(gone)).doesNotExist();
    assertThat(file(held)).exists();
    assertThat(counted("deleted")).isEqualTo(1);
  }

  @Test
  void shouldDeleteTheOldestWhenThereAreTooManyBytes() {
    String first = clip();
    clock.millis += 1000;
    String second = order(3000, 9000, null);
    keeper.step();
    ClipConfig tight = new ClipConfig(6, 6, 2, 30, 10_000_000, 0);
    ClipCare small =
        new ClipCare(tight, store.clips(), keeper.footage(), data.resolve("clips"), clock);
    small.sweep();
    assertThat(keeper.library().info(first)).isPresent();
    store.clips().built(first, large(store.clips().find(first).orElseThrow().content()), true, 1);
    small.sweep();
    assertThat(keeper.library().info(first)).isEmpty();
    assertThat(keeper.library().info(second)).isPresent();
  }

  private static ClipContent large(ClipContent c) {
    return new ClipContent(
        c.startMicros(),
        c.endMicros(),
        c.seconds(),
        9_999_999,
        c.sha256(),
        0,
        c.pictures(),
        c.gaps(),
        c.leftOut());
  }
}
