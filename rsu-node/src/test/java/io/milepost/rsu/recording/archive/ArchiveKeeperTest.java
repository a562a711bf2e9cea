package io.milepost.rsu.recording.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.protocol.failure.MilepostException;
import io.milepost.rsu.recording.archive.ArchiveException.Cause;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveKeeperTest extends ArchiveFixture {
  private Path mount;

  @BeforeEach
  void mount() throws IOException {
    mount = folder.resolve("mnt");
    Files.createDirectories(mount);
    Files.createFile(mount.resolve(ArchiveStore.MARKER));
  }

  @Test
  void shouldBringClipsThereWholeAndInOrder() throws Exception {
    byte[] first = clip("c1", 700_000);
    byte[] second = clip("c2", 300);
    ArchiveKeeper keeper = keeper(config(mount.toString()));
    assertThat(keeper.step()).isZero();
    assertThat(mount.resolve(there("c1"))).hasBinaryContent(first);
    assertThat(mount.resolve(there("c2"))).doesNotExist();
    keeper.step();
    assertThat(mount.resolve(there("c2"))).hasBinaryContent(second);
    assertThat(keeper.step()).isPositive();
    assertThat(keeper.done()).isEqualTo(2);
    assertThat(keeper.backlog().files()).isZero();
    assertThat(folder.resolve("clips/2025-06-15/c1.mp4")).exists();
    assertThat(mount.resolve(there("c1") + ".part")).doesNotExist();
    assertThat(keeper.degraded()).isEmpty();
  }

  @Test
  void shouldWriteNothingIntoAnEmptyMountPointAndLoseNothingWhileItIsAwayForDays()
      throws Exception {
    clip("c1", 5000);
    Files.delete(mount.resolve(ArchiveStore.MARKER));
    ArchiveKeeper keeper = keeper(config(mount.toString()));
    long waited = 0;
    long last = 0;
    for (int i = 0; i < 12; i++) {
      last = keeper.step();
      assertThat(last).isBetween(4_000L, 720_000L);
      waited += last;
      clock.millis += last;
    }
    assertThat(last).isEqualTo(600_000);
    assertThat(waited).isGreaterThan(3_000_000);
    clock.millis += 5 * DAY;
    byte[] second = clip("c2", 6000);
    keeper.step();
    assertThat(mount).isEmptyDirectory();
    assertThat(keeper.degraded()).anyMatch(s -> s.contains("is not mounted"));
    assertThat(keeper.failures(Cause.AWAY)).isEqualTo(13);
    assertThat(keeper.backlog().files()).isEqualTo(2);
    assertThat(keeper.file("c1")).isEmpty();
    Files.createFile(mount.resolve(ArchiveStore.MARKER));
    keeper.step();
    keeper.step();
    assertThat(mount.resolve(there("c2"))).hasBinaryContent(second);
    assertThat(keeper.degraded()).isEmpty();
    assertThat(keeper.file("c1")).contains(mount.resolve(there("c1")));
  }

  @Test
  void shouldTakeEarlierClipsWhenAnArchiveComesAndLetGoWhenItIsTakenAway() throws Exception {
    ArchiveKeeper.disable(database);
    byte[] content = clip("c1", 5000);
    assertThat(count("waiting")).isZero();
    ArchiveKeeper keeper = keeper(config(mount.toString()));
    clip("c2", 5000);
    assertThat(count("waiting")).isEqualTo(2);
    assertThat(keeper.holds("a", 0, 0)).isTrue();
    assertThat(keeper.holds("b", 0, 0)).isFalse();
    keeper.step();
    assertThat(mount.resolve(there("c1"))).hasBinaryContent(content);
    ArchiveKeeper.disable(database);
    assertThat(count("waiting")).isZero();
    assertThat(keeper(config(mount.toString())).holds("a", 0, 0)).isTrue();
    assertThat(count("done")).isEqualTo(1);
  }

  @Test
  void shouldGiveUpAClipThatWasDeletedHere() throws Exception {
    ArchiveKeeper keeper = keeper(config(mount.toString()));
    clip("c1", 5000);
    Files.delete(folder.resolve("clips/2025-06-15/c1.mp4"));
    keeper.step();
    assertThat(count("waiting")).isEqualTo(1);
    database.update("DELETE FROM clips");
    clock.millis += DAY;
    keeper.step();
    assertThat(count("lost")).isEqualTo(1);
  }

  @Test
  void shouldGoOnWhereItEndedWhenWhatIsThereIsTheBeginning() throws Exception {
    byte[] content = clip("c1", 2_000_000);
    Path part = mount.resolve(there("c1") + ".part");
    Files.createDirectories(part.getParent());
    Files.write(part, Arrays.copyOf(content, 1_500_000));
    ArchiveKeeper keeper = keeper(config(mount.toString()));
    keeper.step();
    assertThat(mount.resolve(there("c1"))).hasBinaryContent(content);
    assertThat(keeper.sentBytes()).isEqualTo(500_000);
  }

  @Test
  void shouldBeginAnewWhenWhatIsThereIsSomethingElse() throws Exception {
    byte[] content = clip("c1", 2_000_000);
    byte[] other = Arrays.copyOf(content, 1_500_000);
    other[1_400_000] ^= 1;
    Path part = mount.resolve(there("c1") + ".part");
    Files.createDirectories(part.getParent());
    Files.write(part, other);
    ArchiveKeeper keeper = keeper(config(mount.toString()));
    keeper.step();
    assertThat(mount.resolve(there("c1"))).hasBinaryContent(content);
    assertThat(keeper.sentBytes()).isEqualTo(2_000_000);
  }

  @Test
  void shouldTakeAFileForDoneThatGotItsNameBeforeACrash() throws Exception {
    byte[] content = clip("c1", 5000);
    Path file = mount.resolve(there("c1"));
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    ArchiveKeeper keeper = keeper(config(mount.toString()));
    keeper.step();
    assertThat(keeper.sentBytes()).isZero();
    assertThat(count("done")).isEqualTo(1);
  }

  @Test
  void shouldKeepTheFileHereAndTryAgainWhenTheArchiveGivesBackOtherBytes() throws Exception {
    byte[] content = clip("c1", 5000);
    ArchiveConfig config = config(mount.toString());
    boolean[] damaging = {true};
    ArchiveStore store =
        new FolderBased(new FolderStore(mount)) {
          @Override
          public InputStream read(String name) throws IOException {
            return new FilterInputStream(super.read(name)) {
              @Override
              public int read(byte[] into, int offset, int length) throws IOException {
                int n = super.read(into, offset, length);
                if (damaging[0] && n > 0) {
                  into[offset] ^= 1;
                }
                return n;
              }
            };
          }
        };
    ArchiveKeeper keeper = keeper(config, store);
    assertThat(keeper.step()).isZero();
    assertThat(keeper.failures(Cause.DAMAGED)).isEqualTo(1);
    assertThat(count("waiting")).isEqualTo(1);
    assertThat(mount.resolve(there("c1"))).doesNotExist();
    damaging[0] = false;
    keeper.step();
    assertThat(count("waiting")).isEqualTo(1);
    clock.millis += 10_000;
    keeper.step();
    assertThat(mount.resolve(there("c1"))).hasBinaryContent(content);
  }

  @Test
  void shouldNotHoldUpOthersWhenOneFileIsBroken() throws Exception {
    clip("c1", 5000);
    byte[] second = clip("c2", 5000);
    Path broken = folder.resolve("clips/2025-06-15/c1.mp4");
    byte[] changed = Files.readAllBytes(broken);
    changed[17] ^= 1;
    Files.write(broken, changed);
    ArchiveKeeper keeper = keeper(config(mount.toString()));
    keeper.step();
    keeper.step();
    assertThat(mount.resolve(there("c2"))).hasBinaryContent(second);
    assertThat(mount.resolve(there("c1"))).doesNotExist();
    assertThat(keeper.failures(Cause.SOURCE)).isEqualTo(1);
    assertThat(count("waiting")).isEqualTo(1);
  }

  @Test
  void shouldDeleteHereOnlyAfterDaysAndOnlyWhatIsThere() throws Exception {
    byte[] content = clip("c1", 5000);
    clip("c2", 5000);
    ArchiveConfig config = new ArchiveConfig(mount.toString(), "", "", "", 0, 3, 0, "", 0, 0, 1);
    ArchiveKeeper keeper = keeper(config);
    for (int i = 0; i < 3; i++) {
      keeper.step();
    }
    Path here = folder.resolve("clips/2025-06-15/c1.mp4");
    assertThat(here).exists();
    Files.delete(mount.resolve(there("c2")));
    clock.millis += 4 * DAY;
    keeper.step();
    assertThat(here).doesNotExist();
    assertThat(folder.resolve("clips/2025-06-15/c2.mp4")).exists();
    assertThat(keeper.file("c1").orElseThrow()).hasBinaryContent(content);
  }

  @Test
  void shouldWaitWhenTheArchiveIsFullAndWarnBefore() throws Exception {
    clip("c1", 5000);
    ArchiveConfig full = new ArchiveConfig(mount.toString(), "", "", "", 0, 0, 0, "", 1e6, 0, 1);
    ArchiveKeeper keeper = keeper(full);
    assertThat(keeper.step()).isPositive();
    assertThat(keeper.failures(Cause.FULL)).isEqualTo(1);
    assertThat(keeper.degraded()).anyMatch(s -> s.contains("is full"));
    ArchiveKeeper tight =
        keeper(new ArchiveConfig(mount.toString(), "", "", "", 0, 0, 0, "", 0, 1e6, 1));
    tight.step();
    assertThat(count("done")).isEqualTo(1);
    assertThat(tight.degraded()).anyMatch(s -> s.contains("make room before it is full"));
    assertThat(tight.freeBytes()).isPositive();
  }

  @Test
  void shouldSendOnlyInItsHours() throws Exception {
    clip("c1", 5000);
    clock.millis = Instant.parse("2025-06-15T12:00:00Z").toEpochMilli();
    ArchiveConfig config =
        new ArchiveConfig(mount.toString(), "", "", "", 0, 0, 0, "22:00-05:00", 0, 0, 1);
    ArchiveKeeper keeper = keeper(config);
    assertThat(keeper.step()).isPositive();
    assertThat(count("waiting")).isEqualTo(1);
    clock.millis = Instant.parse("2025-06-15T22:00:00Z").toEpochMilli();
    keeper.step();
    assertThat(count("done")).isEqualTo(1);
  }

  @Test
  void shouldKeepToItsBandwidthAndStopInTheMiddle() throws Exception {
    byte[] content = clip("c1", 1_500_000);
    ArchiveConfig slow = new ArchiveConfig(mount.toString(), "", "", "", 0, 0, 16, "", 0, 0, 1);
    long began = System.nanoTime();
    keeper(slow).step();
    assertThat(System.nanoTime() - began).isGreaterThan(400_000_000L);
    clip("c2", 1_500_000);
    ArchiveKeeper slower =
        keeper(new ArchiveConfig(mount.toString(), "", "", "", 0, 0, 0.1, "", 0, 0, 1));
    CountDownLatch ended = new CountDownLatch(1);
    Thread thread =
        new Thread(
            () -> {
              slower.step();
              ended.countDown();
            });
    thread.start();
    slower.stop();
    assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(count("waiting")).isEqualTo(1);
    assertThat(mount.resolve(there("c1"))).hasBinaryContent(content);
  }

  @Test
  void shouldArchiveSegmentsOfSomeAgeAfterClipsAndCountThoseThatWent() throws Exception {
    for (int i = 0; i < 3; i++) {
      byte[] content = {(byte) i};
      String path = "a/2025-06-15/" + i + ".mp4";
      Path file = folder.resolve("rec").resolve(path);
      Files.createDirectories(file.getParent());
      Files.write(file, content);
      database.update(
          "INSERT INTO segments (camera, path, start_us, end_us, bytes, sha256, end_reason)"
              + " VALUES ('a', ?, ?, ?, 1, ?, 'length')",
          path,
          (NOW - (3 - i) * 3_600_000L) * 1000,
          (NOW - (3 - i) * 3_600_000L) * 1000 + 1,
          sha(content));
    }
    clip("c1", 100);
    ArchiveKeeper keeper =
        keeper(new ArchiveConfig(mount.toString(), "", "", "", 1.5, 0, 0, "", 0, 0, 1));
    keeper.step();
    assertThat(mount.resolve(there("c1"))).exists();
    Files.delete(folder.resolve("rec/a/2025-06-15/1.mp4"));
    keeper.step();
    keeper.step();
    assertThat(mount.resolve("rsu-a/segments/a/2025-06-15/0.mp4")).exists();
    assertThat(count("lost")).isEqualTo(1);
    assertThat(count("waiting")).isZero();
    assertThat(keeper.degraded()).anyMatch(s -> s.contains("deleted here before"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nas/clips", "smb://host", "smb://u:p@host/s", "smb://host/../x"})
  void shouldRefuseAWrongAddressWithoutRepeatingAPassword(String url) {
    assertThatThrownBy(() -> config(url))
        .isInstanceOf(MilepostException.class)
        .hasMessageContaining("archive.url")
        .hasMessageNotContaining("u:p");
  }

  @ParameterizedTest
  @CsvSource({
    "22:00-05:00, 23:00, true", "22:00-05:00, 05:00, false", "22:00-05:00, 04:59, true",
    "08:00-09:30, 09:00, true", "08:00-09:30, 10:00, false", "'', 10:00, true"
  })
  void shouldKnowItsHours(String hours, String now, boolean inside) {
    assertThat(Hours.of(hours).contains(Instant.parse("2025-06-15T" + now + ":00Z")))
        .isEqualTo(inside);
    assertThatThrownBy(() -> Hours.of("22-5")).hasMessageContaining("archive.hours");
  }

  /** A store with one method of its own. */
  private abstract static class FolderBased implements ArchiveStore {
    private final FolderStore store;

    FolderBased(FolderStore store) {
      this.store = store;
    }

    @Override
    public void check() throws IOException {
      store.check();
    }

    @Override
    public long size(String name) throws IOException {
      return store.size(name);
    }

    @Override
    public Target append(String name, long offset) throws IOException {
      return store.append(name, offset);
    }

    @Override
    public InputStream read(String name) throws IOException {
      return store.read(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
      store.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
      store.delete(name);
    }

    @Override
    public Space space() throws IOException {
      return store.space();
    }

    @Override
    public Optional<Path> local(String name) {
      return store.local(name);
    }

    @Override
    public String shown() {
      return store.shown();
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
