package io.milepost.rsu.recording.evidence;

import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Checks an exported case with nothing but the file and the keys one trusts: the seal over every
 * byte, each file against the manifest, the links of the chains, the roots and their signatures.
 * One thread; blocks for the disk.
 */
final class CaseCheck {
  private final TrustedKeys keys;
  private final List<Finding> findings = new ArrayList<>();
  private Manifest manifest;
  private String node = "";
  private Instant exported = Instant.EPOCH;
  private final Map<Long, Root> roots = new TreeMap<>();
  private final Set<Long> trusted = new HashSet<>();

  /**
   * One thing found.
   *
   * @param good whether it is as it must be
   * @param sentence what was found
   */
  record Finding(boolean good, String sentence) {}

  private CaseCheck(TrustedKeys keys) {
    this.keys = keys;
  }

  /**
   * Checks a file.
   *
   * @throws IOException when it cannot be read at all
   */
  static List<Finding> of(Path file, TrustedKeys keys) throws IOException {
    CaseCheck check = new CaseCheck(keys);
    Optional<CaseArchive.Sealed> sealed = CaseArchive.seal(file);
    boolean whole =
        sealed.isPresent() && Arrays.equals(sealed.get().sha256(), sealed.get().seal().sha256());
    if (sealed.isEmpty()) {
      check.bad("the file has no seal: it is no case, was cut off, or was packed again");
    } else {
      check.say(
          whole,
          whole
              ? "every byte of the file is as it was sealed"
              : "the file was changed after it was sealed");
    }
    try (CaseArchive zip = new CaseArchive(file)) {
      check.contents(zip);
    } catch (MilepostException e) {
      check.bad("the file " + e.getMessage());
    } catch (IOException | IllegalArgumentException e) {
      check.bad("the file cannot be read as a case: " + e.getMessage());
    }
    sealed.ifPresent(found -> check.sealSigned(found.seal()));
    return check.findings;
  }

  private void say(boolean good, String sentence) {
    findings.add(new Finding(good, sentence));
  }

  private void bad(String sentence) {
    say(false, sentence);
  }

  private void sealSigned(CaseSeal seal) {
    if (!seal.isSigned()) {
      bad("the case is not signed; its node had no signing key");
      return;
    }
    Optional<String> fault =
        keys.fault(
            node, exported, seal.publicKey(), CaseSeal.PURPOSE, seal.sha256(), seal.signature());
    say(
        fault.isEmpty(),
        fault
            .map(why -> "the case " + why)
            .orElseGet(
                () ->
                    "the seal is signed by " + node + ", key " + TrustedKeys.id(seal.publicKey())));
  }

  private void contents(CaseArchive zip) throws IOException {
    manifest = Json.read(zip.content(Manifest.NAME), Manifest.class);
    if (!Manifest.FORMAT.equals(manifest.format())) {
      bad("the case is of the unknown format '" + manifest.format() + "'; use a newer milepost");
      return;
    }
    node = String.valueOf(manifest.node());
    try {
      exported = Instant.parse(manifest.exportedAt());
    } catch (DateTimeException e) {
      bad("the manifest does not tell when the case was exported");
    }
    files(zip);
    roots(zip);
    Map<String, Proofs.Camera> chains = new TreeMap<>();
    for (Manifest.ClipItem each : manifest.clips()) {
      if (!chains.containsKey(each.chain())) {
        Proofs.Camera chain = Json.read(zip.content(each.chain()), Proofs.Camera.class);
        chains.put(each.chain(), chain);
        links(chain);
      }
      clip(each, chains.get(each.chain()));
    }
    for (String each : manifest.missing()) {
      say(true, "not in the case: " + each);
    }
  }

  private void files(CaseArchive zip) throws IOException {
    Set<String> unlisted = new HashSet<>(zip.names());
    unlisted.remove(Manifest.NAME);
    int good = 0;
    for (Manifest.Item each : manifest.files()) {
      if (!unlisted.remove(each.name())) {
        bad("file " + each.name() + " is missing");
        continue;
      }
      if (zip.item(each.name()).equals(each)) {
        good++;
      } else {
        bad("file " + each.name() + " is not the one that was exported: its SHA-256 differs");
      }
    }
    unlisted.forEach(name -> bad("file " + name + " does not belong to the case"));
    say(good > 0, good + " of " + manifest.files().size() + " files have the SHA-256 of the list");
  }

  private void roots(CaseArchive zip) throws IOException {
    Proofs.Signed[] all = Json.read(zip.content("roots.json"), Proofs.Signed[].class);
    byte[] next = null;
    // From the newest: what a signed root names as its predecessor is vouched for as well.
    for (int i = all.length - 1; i >= 0; i--) {
      byte[] text = all[i].statement().getBytes(StandardCharsets.UTF_8);
      Root root = Root.of(text);
      roots.put(root.number(), root);
      if (!root.node().equals(node)) {
        bad("root " + root.number() + " is of node " + root.node() + ", the case of " + node);
        continue;
      }
      if (all[i].signature() == null) {
        if (next != null && Arrays.equals(next, Sha.of(text))) {
          trusted.add(root.number());
        } else {
          bad("root " + root.number() + " is not signed, nor is the one after it here");
        }
      } else {
        Optional<String> fault =
            keys.fault(
                node,
                root.sealed(),
                Sha.bytes(all[i].publicKey()),
                Root.PURPOSE,
                text,
                Sha.bytes(all[i].signature()));
        fault.ifPresent(why -> bad("root " + root.number() + " " + why));
        if (fault.isEmpty()) {
          trusted.add(root.number());
        }
      }
      next = trusted.contains(root.number()) ? root.previous() : null;
    }
    say(
        !trusted.isEmpty() || all.length == 0,
        trusted.size() + " of " + all.length + " roots of the chains are vouched for by " + node);
  }

  private void links(Proofs.Camera chain) {
    int good = 0;
    Proofs.Item before = null;
    for (Proofs.Item each : chain.links()) {
      String fault = fault(chain.camera(), each, before);
      if (fault == null) {
        good++;
      } else {
        bad("link " + each.seq() + " of camera " + chain.camera() + " " + fault);
      }
      before = each;
    }
    say(
        good == chain.links().size(),
        good + " of " + chain.links().size() + " links of camera " + chain.camera() + " hold");
  }

  private String fault(String camera, Proofs.Item link, Proofs.Item before) {
    byte[] made =
        Link.hash(
            Sha.bytes(link.previous()),
            Link.Kind.of(link.kind()),
            camera,
            link.startUs(),
            link.endUs(),
            Sha.bytes(link.sha256()));
    byte[] hash = Sha.bytes(link.hash());
    if (!Arrays.equals(made, hash)) {
      return "does not follow from what it says of its file";
    }
    if (before != null
        && before.seq() + 1 == link.seq()
        && !before.hash().equals(link.previous())) {
      return "does not follow the link before";
    }
    Root root = roots.get(link.root());
    if (root == null || !trusted.contains(link.root())) {
      return "belongs to no root that is vouched for";
    }
    List<byte[]> path = link.proof().stream().map(Sha::bytes).toList();
    boolean held =
        root.chains().stream()
            .filter(c -> c.camera().equals(camera))
            .anyMatch(
                c -> MerkleTree.holds(c.merkle(), hash, link.seq() - c.first(), c.count(), path));
    return held ? null : "is not in root " + link.root();
  }

  private void clip(Manifest.ClipItem clip, Proofs.Camera chain) {
    if (!clip.camera().equals(chain.camera())) {
      bad("clip " + clip.id() + " names the chain of another camera");
      return;
    }
    Optional<Manifest.Item> file =
        manifest.files().stream().filter(f -> f.name().equals(clip.file())).findFirst();
    if (file.isEmpty() || !file.get().sha256().equals(clip.sha256())) {
      bad("clip " + clip.id() + " is not the file that the manifest names");
      return;
    }
    Optional<Proofs.Item> chained =
        chain.links().stream()
            .filter(l -> Link.Kind.of(l.kind()) == Link.Kind.CLIP)
            .filter(l -> l.sha256().equals(clip.sha256()))
            .findFirst();
    String what =
        "clip " + clip.id() + " of camera " + clip.camera() + ", " + clip.seconds() + " s";
    if (clip.complete()) {
      say(
          chained.isPresent(),
          chained
              .map(l -> what + ", is link " + l.seq() + " of the chain")
              .orElse(what + ", is not in the chain of its camera"));
    } else {
      say(true, what + ", was exported before it was complete; only its segments are chained");
    }
    say(true, segments(clip, chain));
  }

  private static String segments(Manifest.ClipItem clip, Proofs.Camera chain) {
    long covered = 0;
    long to = clip.startUs();
    int count = 0;
    List<Proofs.Item> segments =
        chain.links().stream()
            .filter(l -> Link.Kind.of(l.kind()) == Link.Kind.SEGMENT)
            .filter(l -> l.startUs() <= clip.endUs() && l.endUs() >= clip.startUs())
            .sorted(java.util.Comparator.comparingLong(Proofs.Item::startUs))
            .toList();
    for (Proofs.Item each : segments) {
      long from = Math.max(to, each.startUs());
      long end = Math.min(clip.endUs(), each.endUs());
      covered += Math.max(0, end - from);
      to = Math.max(to, end);
      count++;
    }
    return String.format(
        java.util.Locale.ROOT,
        "clip %s: %d chained segments cover %.1f of its %.1f s",
        clip.id(),
        count,
        covered / 1e6,
        (clip.endUs() - clip.startUs()) / 1e6);
  }
}
