package io.milepost.rsu.recording.evidence;

import java.util.List;

/** What a case tells of the chains, in JSON. Hashes are 64 hex digits. */
final class Proofs {
  private Proofs() {}

  /**
   * Links of one camera.
   *
   * @param links by place
   */
  record Camera(String camera, List<Item> links) {}

  /**
   * One link, and how it belongs to a root.
   *
   * @param kind {@code s} for a segment, {@code c} for a clip
   * @param previous the link before
   * @param root number of the root that covers it, 0 for none
   * @param proof beside the way to that root's tree, lowest first
   */
  record Item(
      long seq,
      String kind,
      long startUs,
      long endUs,
      String sha256,
      String previous,
      String hash,
      long root,
      List<String> proof) {}

  /**
   * A root with its signature.
   *
   * @param statement the signed text
   * @param publicKey 64 hex digits, null when it is not signed
   * @param signature 128 hex digits, null when it is not signed
   */
  record Signed(String statement, String publicKey, String signature) {}
}
