package io.milepost.vehicle.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.protocol.failure.MilepostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EpochFloorsTest {
  @TempDir private Path folder;

  @Test
  void shouldKeepTheHighestNumberPerRsuAcrossRestarts() {
    EpochFloors floors = new EpochFloors(folder);
    floors.raise("rsu-a", 4);
    floors.raise("rsu-a", 3);
    floors.raise("rsu-b", 4_294_967_295L);
    floors.save();
    EpochFloors again = new EpochFloors(folder);
    assertThat(again.floor("rsu-a")).isEqualTo(4);
    assertThat(again.floor("rsu-b")).isEqualTo(4_294_967_295L);
    assertThat(again.floor("rsu-c")).isZero();
    assertThat(folder.resolve("epochs.json.new")).doesNotExist();
  }

  @Test
  void shouldKeepTheNumberWithinTheBootAndReadFilesWithoutOne() throws IOException {
    Files.writeString(folder.resolve("epochs.json"), "{\"rsu-a\": 4, \"rsu-b\": 5}");
    EpochFloors floors = new EpochFloors(folder);
    assertThat(floors.mark("rsu-a")).isEqualTo(new EpochFloors.Mark(4, 0));
    floors.raise("rsu-a", 4, 17);
    floors.raise("rsu-a", 4, 16);
    floors.raise("rsu-a", 3, 99);
    floors.raise("rsu-b", 6, 1);
    floors.save();
    EpochFloors again = new EpochFloors(folder);
    assertThat(again.mark("rsu-a")).isEqualTo(new EpochFloors.Mark(4, 17));
    assertThat(again.mark("rsu-b")).isEqualTo(new EpochFloors.Mark(6, 1));
  }

  @Test
  void shouldStartWithoutAndKeepTheFileWhenItIsCorrupt() throws IOException {
    for (String rubbish : new String[] {"{\"rsu-a\": 4", "", "[1]", "{\"rsu-a\": \"x\"}"}) {
      Files.writeString(folder.resolve("epochs.json"), rubbish);
      EpochFloors floors = new EpochFloors(folder);
      assertThat(floors.floor("rsu-a")).isZero();
      floors.raise("rsu-a", 2);
      floors.save();
      assertThat(new EpochFloors(folder).floor("rsu-a")).isEqualTo(2);
    }
    assertThat(folder.resolve("epochs.json.corrupt")).exists();
  }

  @Test
  void shouldSayWhenTheDiskRefusesAndSaveLater() throws IOException {
    EpochFloors floors = new EpochFloors(folder);
    floors.raise("rsu-a", 4);
    Path inTheWay = Files.createDirectory(folder.resolve("epochs.json.new"));
    assertThat(floors.save()).isFalse();
    Files.delete(inTheWay);
    assertThat(floors.save()).isTrue();
    assertThat(new EpochFloors(folder).floor("rsu-a")).isEqualTo(4);
  }

  @Test
  void shouldStayBoundedWhenManyRsusAreHeard() {
    EpochFloors floors = new EpochFloors(null);
    for (int i = 0; i < 5_000; i++) {
      floors.raise("rsu-" + i, 1);
    }
    assertThat(floors.all()).hasSize(1024);
    assertThat(floors.floor("rsu-4999")).isEqualTo(1);
  }

  @Test
  void shouldSayWhichFolderCannotBeUsed() throws IOException {
    Path file = Files.writeString(folder.resolve("plain"), "x");
    assertThatThrownBy(() -> new EpochFloors(file.resolve("data")))
        .isInstanceOf(MilepostException.class)
        .hasMessageContaining("plain/data cannot be used");
  }
}
