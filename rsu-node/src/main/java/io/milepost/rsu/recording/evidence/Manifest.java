package io.milepost.rsu.recording.evidence;

import java.util.List;

/**
 * What a case holds; {@code manifest.json} in it.
 *
 * @param format {@link #FORMAT}
 * @param caseId identity of this export
 * @param node who made it
 * @param incident id of the incident
 * @param exportedAt UTC as ISO 8601
 * @param exportedBy who asked for it
 * @param keyId first 8 hex digits of the SHA-256 of the public key, null when nothing is signed
 * @param publicKey Ed25519, 64 hex digits, null when nothing is signed
 * @param files every other file of the case
 * @param clips its clips
 * @param missing what belongs to the incident and is not in the case, one sentence each
 * @param custody who exported this incident before, oldest first, this export last
 */
record Manifest(
    String format,
    String caseId,
    String node,
    String incident,
    String exportedAt,
    String exportedBy,
    String keyId,
    String publicKey,
    List<Item> files,
    List<ClipItem> clips,
    List<String> missing,
    List<Custody> custody) {
  static final String FORMAT = "milepost-case/1";

  /** Name of the manifest in a case. */
  static final String NAME = "manifest.json";

  /** A file: name, size, 64 hex digits. */
  record Item(String name, long bytes, String sha256) {}

  /**
   * A clip.
   *
   * @param file its name in the case
   * @param snapshot its picture at the moment of the incident, null when there is none
   * @param chain the file with the links of its camera
   * @param startUs UTC, microseconds
   * @param endUs UTC, microseconds
   * @param complete whether it is as long as it will ever be
   */
  record ClipItem(
      String id,
      String camera,
      String file,
      String snapshot,
      String chain,
      long startUs,
      long endUs,
      double seconds,
      String sha256,
      boolean complete) {}

  /** Who did what with the incident's video, and when. */
  record Custody(String at, String who, String what, String caseId) {}
}
