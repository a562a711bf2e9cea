package io.milepost.rsu.recording.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.alert.SigningKey;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentState;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.message.ClipReady;
import io.milepost.rsu.camera.TestVideo;
import io.milepost.rsu.recording.ClipConfig;
import io.milepost.rsu.recording.ClipKeeper;
import io.milepost.rsu.recording.Feed;
import io.milepost.rsu.recording.RecordingConfig;
import io.milepost.rsu.recording.RecordingStore;
import io.milepost.rsu.recording.SegmentRecorder;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaseTest {
  private static final long START = 1_750_000_000_000L;
  private static final SigningKey.Pair PAIR = SigningKey.generate();
  private static final KeyRing RING = new KeyRing(List.of(), List.of(), PAIR.signing());

  @TempDir static Path shared;
  private static Path exported;
  private static byte[] bytes;
  private static Path trusted;
  @TempDir Path folder;

  @BeforeAll
  static void exportOne() throws Exception {
    Path video = TestVideo.write(shared.resolve("v.mp4"), "mp4", 128, 96, 25, 625, 25);
    trusted = shared.resolve("keys.txt");
    Files.writeString(trusted, Base64.getEncoder().encodeToString(PAIR.publicKey()));
    exported = shared.resolve("case.zip");
    Feed.Hand clock = new Feed.Hand(START);
    try (RecordingStore store =
        RecordingStore.open(
            new RecordingConfig(shared.resolve("rec"), 5, 7, 1_000_000_000L, 0), shared, clock)) {
      ClipKeeper keeper =
          new ClipKeeper("rsu-a", new ClipConfig(6, 6, 2), store, shared.resolve("clips"), clock);
      for (String camera : List.of("cam-a", "cam-b")) {
        SegmentRecorder recorder = store.recorder(camera);
        new Feed(video, recorder).play(START * 1000, 0, 600);
        await().until(() -> recorder.status().recordedUpToMillis() >= START + 22_000);
        clock.millis = START + 60_000;
        keeper.seen(incident(camera));
      }
      assertThat(keeper.step()).hasSize(2).allMatch(ClipReady::complete);
      EvidenceChain chain = new EvidenceChain("rsu-a", store.database(), () -> RING, clock, 365);
      CaseWriter cases =
          new CaseWriter(
              "rsu-a",
              store.database(),
              chain,
              keeper.library(),
              keeper.library()::file,
              () -> RING,
              clock);
      try (OutputStream out = Files.newOutputStream(exported)) {
        cases.write(new CaseWriter.Request(incident("cam-a"), List.of(), List.of(), "anna"), out);
      }
      try (OutputStream out = Files.newOutputStream(shared.resolve("second.zip"))) {
        cases.write(new CaseWriter.Request(incident("cam-a"), List.of(), List.of(), "ben"), out);
      }
    }
    bytes = Files.readAllBytes(exported);
  }

  private static Incident incident(String camera) {
    return new Incident(
        "rsu-a-1-7",
        1,
        IncidentType.COLLISION,
        Severity.HIGH,
        IncidentState.OPEN,
        0.9,
        "rsu-a",
        camera,
        "A1",
        null,
        0,
        0,
        500,
        null,
        START + 10_500,
        START + 11_000,
        START + 11_000,
        null,
        "a collision",
        List.of(),
        null,
        null,
        null);
  }

  private static List<CaseCheck.Finding> check(Path file) throws Exception {
    return CaseCheck.of(file, TrustedKeys.read(trusted));
  }

  private static List<String> broken(Path file) throws Exception {
    return check(file).stream().filter(f -> !f.good()).map(CaseCheck.Finding::sentence).toList();
  }

  @Test
  void shouldHoldWhenNothingWasChanged() throws Exception {
    List<CaseCheck.Finding> findings = check(exported);
    assertThat(broken(exported)).isEmpty();
    List<String> said = findings.stream().map(CaseCheck.Finding::sentence).toList();
    assertThat(said)
        .anyMatch(s -> s.startsWith("the seal is signed by rsu-a, key"))
        .anyMatch(s -> s.contains("clip rsu-a-1-7-cam-b") && s.contains("of the chain"))
        .anyMatch(s -> s.contains("chained segments cover 12.0 of its 12.0 s"));
  }

  @Test
  void shouldHoldClipsSnapshotsAndWhoExportedBefore() throws Exception {
    assertThat(broken(shared.resolve("second.zip"))).isEmpty();
    try (ZipFile zip = new ZipFile(shared.resolve("second.zip").toFile())) {
      assertThat(zip.stream().map(ZipEntry::getName))
          .contains(
              "incident.json",
              "clips/rsu-a-1-7-cam-a.mp4",
              "snapshots/rsu-a-1-7-cam-b.jpg",
              "chains/cam-a.json",
              "roots.json",
              "manifest.json");
      byte[] jpeg =
          zip.getInputStream(zip.getEntry("snapshots/rsu-a-1-7-cam-a.jpg")).readAllBytes();
      assertThat(jpeg).startsWith(0xff, 0xd8).endsWith(0xff, 0xd9);
      String manifest =
          new String(
              zip.getInputStream(zip.getEntry("manifest.json")).readAllBytes(),
              StandardCharsets.UTF_8);
      assertThat(manifest).contains("\"who\":\"anna\"", "\"who\":\"ben\"", "export finished");
    }
  }

  @Test
  void shouldFindAFlippedByteWhereverItIs() throws Exception {
    Random random = new Random(7);
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      places.add(random.nextInt(bytes.length));
      places.add(i);
    }
    // The seal, the end record and the last entries of the directory.
    for (int i = bytes.length - CaseSeal.BYTES - 60; i < bytes.length; i += 3) {
      places.add(i);
    }
    places.add(bytes.length - 1);
    Path copy = folder.resolve("flipped.zip");
    for (int place : places) {
      byte[] flipped = bytes.clone();
      flipped[place] ^= (byte) (1 << random.nextInt(8));
      Files.write(copy, flipped);
      assertThat(broken(copy)).as("byte %d of %d", place, bytes.length).isNotEmpty();
    }
  }

  @Test
  void shouldSayThatAFileIsCutOffOrPackedAgain() throws Exception {
    Path copy = folder.resolve("cut.zip");
    Files.write(copy, Arrays.copyOf(bytes, bytes.length / 2));
    assertThat(broken(copy)).anyMatch(s -> s.contains("no seal"));
    try (ZipFile zip = new ZipFile(exported.toFile());
        ZipOutputStream again = new ZipOutputStream(Files.newOutputStream(copy))) {
      for (ZipEntry each : java.util.Collections.list(zip.entries())) {
        again.putNextEntry(new ZipEntry(each.getName()));
        zip.getInputStream(each).transferTo(again);
      }
    }
    assertThat(broken(copy))
        .containsExactly("the file has no seal: it is no case, was cut off, or was packed again");
  }

  @Test
  void shouldNotBelieveASealOfSomebodyElse() throws Exception {
    SigningKey.Pair forger = SigningKey.generate();
    Path copy = folder.resolve("forged.zip");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SealedZip forged = new SealedZip(out, Instant.EPOCH, sha -> CaseSeal.of(sha, forger.signing()));
    try (ZipFile zip = new ZipFile(exported.toFile())) {
      for (ZipEntry each : java.util.Collections.list(zip.entries())) {
        byte[] content = zip.getInputStream(each).readAllBytes();
        if (each.getName().endsWith("cam-a.mp4")) {
          content[content.length / 2] ^= 1;
        }
        forged.add(each.getName(), content);
      }
    }
    forged.seal();
    Files.write(copy, out.toByteArray());
    assertThat(broken(copy))
        .anyMatch(s -> s.contains("which is not a trusted one"))
        .anyMatch(s -> s.contains("cam-a.mp4 is not the one that was exported"));
  }

  @Test
  void shouldRefuseTrapsWithASentence() throws Exception {
    Path trap = folder.resolve("trap.zip");
    for (String name : List.of("../../etc/passwd", "/etc/passwd", "a\\b", "c/../../d")) {
      try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(trap))) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(1);
      }
      assertThat(broken(trap)).anyMatch(s -> s.contains("forbidden name"));
    }
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(trap))) {
      zip.putNextEntry(new ZipEntry("manifest.json"));
      byte[] zeros = new byte[1 << 20];
      Arrays.fill(zeros, (byte) ' ');
      for (int i = 0; i < 100; i++) {
        zip.write(zeros);
      }
    }
    assertThat(broken(trap)).anyMatch(s -> s.contains("exhaust") || s.contains("more bytes"));
    Files.writeString(trap, "no zip at all");
    assertThat(broken(trap)).hasSize(2);
  }

  @Test
  void shouldRefuseAFileThatHoldsNoKey() throws Exception {
    Path none = folder.resolve("none");
    Files.writeString(none, "{\"keys\": []}");
    assertThatThrownBy(() -> TrustedKeys.read(none))
        .isInstanceOf(MilepostException.class)
        .hasMessageContaining("holds no public key");
    Files.writeString(
        none,
        "{\"signers\": [{\"rsu\": \"rsu-b\", \"public_key\": \""
            + Base64.getEncoder().encodeToString(PAIR.publicKey())
            + "\"}]}");
    assertThat(CaseCheck.of(exported, TrustedKeys.read(none)))
        .anyMatch(f -> !f.good() && f.sentence().contains("signed with the key of rsu-b"));
  }
}
