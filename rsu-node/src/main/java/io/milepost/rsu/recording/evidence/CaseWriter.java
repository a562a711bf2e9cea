package io.milepost.rsu.recording.evidence;

import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.alert.SigningKey;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.json.Json;
import io.milepost.protocol.message.AlertOnAir;
import io.milepost.protocol.message.ClipReady;
import io.milepost.rsu.camera.JpegPicture;
import io.milepost.rsu.camera.RecordedPictures;
import io.milepost.rsu.recording.ClipLibrary;
import io.milepost.rsu.recording.RecordingDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exports the case of an incident: all clips of this node, a picture of each, the incident, the
 * links and signed roots of what the clips came from, as one sealed ZIP that {@code milepost
 * verify} checks without the node. Thread-safe; blocks for disk, decoder and reader.
 */
public final class CaseWriter {
  private static final Logger LOG = LoggerFactory.getLogger(CaseWriter.class);
  private static final int SNAPSHOT_WIDTH = 1920;
  private static final String README =
      "The video of one incident with what shows that it was not changed.\n\n"
          + "Check it on any machine, without the node that made it:\n"
          + "  milepost verify CASE.zip --key KEYS\n"
          + "KEYS is the node's public key, or a key ring that names it as a signer; get it from\n"
          + "whoever runs the node, not together with this file.\n\n"
          + "The seal lies in the ZIP's comment: keep the file as it is. manifest.json names\n"
          + "every file with its SHA-256 and everybody who exported this incident's video.\n";

  private final String node;
  private final RecordingDatabase database;
  private final EvidenceChain chain;
  private final ChainProofs proofs;
  private final ClipLibrary clips;
  private final Function<String, Optional<Path>> files;
  private final Supplier<KeyRing> keys;
  private final Clock clock;

  /**
   * A writer of cases.
   *
   * @param files where a clip's file is, by clip id; may fetch it
   * @param keys what the node signs with
   */
  public CaseWriter(
      String node,
      RecordingDatabase database,
      EvidenceChain chain,
      ClipLibrary clips,
      Function<String, Optional<Path>> files,
      Supplier<KeyRing> keys,
      Clock clock) {
    this.node = node;
    this.database = database;
    this.chain = chain;
    this.proofs = new ChainProofs(database);
    this.clips = clips;
    this.files = files;
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * What a case is of.
   *
   * @param incident the incident
   * @param clips clips as known to the whole system; those of other nodes are named as missing
   * @param alerts what vehicles were told
   * @param by who exports
   */
  public record Request(
      Incident incident, List<ClipReady> clips, List<AlertOnAir> alerts, String by) {}

  /**
   * Writes a case; the stream is not closed.
   *
   * @throws IOException when the reader has gone or a clip cannot be read; what was written then
   *     has no seal
   */
  public void write(Request request, OutputStream out) throws IOException {
    Instant now = clock.instant();
    String incident = request.incident.id();
    String caseId = incident + "-" + now.toEpochMilli();
    custody(incident, now, request.by, "export begun", caseId);
    chain.sealNow();
    SigningKey key = keys.get().signingKey();
    Parts parts = new Parts(request);
    SealedZip zip = new SealedZip(out, now, sha -> CaseSeal.of(sha, key));
    zip.add("README.txt", README.getBytes(StandardCharsets.UTF_8));
    zip.add("incident.json", Json.writeBytes(request.incident));
    zip.add("alerts.json", Json.writeBytes(request.alerts));
    for (ClipReady each : parts.clips()) {
      parts.clip(zip, each);
    }
    parts.chains(zip);
    zip.add(
        Manifest.NAME,
        Json.writeBytes(
            new Manifest(
                Manifest.FORMAT,
                caseId,
                node,
                incident,
                now.toString(),
                request.by,
                key == null ? null : TrustedKeys.id(key.publicKey()),
                key == null ? null : Sha.hex(key.publicKey()),
                zip.items(),
                parts.items,
                parts.missing,
                custody(incident))));
    zip.seal();
    custody(incident, clock.instant(), request.by, "export finished", caseId);
    LOG.info("case exported case={} clips={} by={}", caseId, parts.items.size(), request.by);
  }

  private void custody(String incident, Instant at, String who, String what, String caseId) {
    database.update(
        "INSERT INTO evidence_custody (incident, at_ms, who, what, case_id) VALUES (?, ?, ?, ?, ?)",
        incident,
        at.toEpochMilli(),
        who,
        what,
        caseId);
  }

  private List<Manifest.Custody> custody(String incident) {
    return database.query(
        row ->
            new Manifest.Custody(
                Instant.ofEpochMilli(row.getLong(1)).toString(),
                row.getString(2),
                row.getString(3),
                row.getString(4)),
        "SELECT at_ms, who, what, case_id FROM evidence_custody WHERE incident = ? ORDER BY id",
        incident);
  }

  /** One case in the making. */
  private final class Parts {
    private final Request request;
    private final long moment;
    private final List<Manifest.ClipItem> items = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();
    private final Map<String, long[]> reach = new LinkedHashMap<>();

    Parts(Request request) {
      this.request = request;
      long started = request.incident.startedAt();
      this.moment = started > 0 ? started : request.incident.confirmedAt();
    }

    List<ClipReady> clips() {
      for (ClipReady each : request.clips) {
        if (!each.node().equals(node)) {
          missing.add(
              "clip "
                  + each.id()
                  + " of camera "
                  + each.camera()
                  + " is held by node "
                  + each.node()
                  + "; export the incident there as well");
        }
      }
      return clips.list(request.incident.id());
    }

    void clip(SealedZip zip, ClipReady clip) throws IOException {
      Optional<Path> file = files.apply(clip.id());
      if (file.isEmpty()) {
        missing.add(
            "clip " + clip.id() + " of camera " + clip.camera() + " is not to be had right now");
        return;
      }
      String name = "clips/" + clip.id() + ".mp4";
      try (InputStream in = Files.newInputStream(file.get())) {
        zip.addVideo(name, in);
      }
      String sha256 = zip.items().get(zip.items().size() - 1).sha256();
      if (!sha256.equals(clip.sha256())) {
        // It may have grown since it was listed.
        clip = clips.find(clip.id()).filter(now -> now.sha256().equals(sha256)).orElse(clip);
      }
      long startUs = clip.startUtcMillis() * 1000;
      long endUs = clip.endUtcMillis() * 1000;
      long[] time = reach.computeIfAbsent(clip.camera(), c -> new long[] {startUs, endUs});
      time[0] = Math.min(time[0], startUs);
      time[1] = Math.max(time[1], endUs);
      items.add(
          new Manifest.ClipItem(
              clip.id(),
              clip.camera(),
              name,
              snapshot(zip, clip, file.get()),
              chainFile(clip.camera()),
              startUs,
              endUs,
              clip.seconds(),
              sha256,
              clip.complete()));
    }

    private String snapshot(SealedZip zip, ClipReady clip, Path file) throws IOException {
      long start = clip.startUtcMillis();
      long after = Math.max(0, moment - start) * 1000;
      try {
        Optional<JpegPicture> picture =
            RecordedPictures.at(clip.camera(), file, -1, after, start * 1000, SNAPSHOT_WIDTH, null);
        if (picture.isEmpty()) {
          missing.add("a snapshot of clip " + clip.id() + ": it holds no picture of that moment");
          return null;
        }
        byte[] jpeg = picture.get().jpeg();
        String name = "snapshots/" + clip.id() + ".jpg";
        zip.add(name, jpeg);
        return name;
      } catch (MilepostException e) {
        missing.add("a snapshot of clip " + clip.id() + ": " + e.getMessage());
        return null;
      }
    }

    private String chainFile(String camera) {
      return "chains/" + camera + ".json";
    }

    void chains(SealedZip zip) throws IOException {
      TreeSet<Long> numbers = new TreeSet<>();
      for (Map.Entry<String, long[]> each : reach.entrySet()) {
        List<Proofs.Item> links =
            proofs.items(each.getKey(), each.getValue()[0], each.getValue()[1]);
        links.forEach(link -> numbers.add(link.root()));
        zip.add(chainFile(each.getKey()), Json.writeBytes(new Proofs.Camera(each.getKey(), links)));
      }
      Map<String, Proofs.Signed> roots = new LinkedHashMap<>();
      for (long number : numbers) {
        proofs.roots(number).forEach(root -> roots.put(root.statement(), root));
      }
      zip.add("roots.json", Json.writeBytes(List.copyOf(roots.values())));
    }
  }
}
