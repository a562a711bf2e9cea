package io.milepost.rsu.recording.evidence;

import io.milepost.protocol.alert.SigningKey;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a node states of its chains at one moment: for each camera the links since the root before.
 * Its text, which is what is signed, has one item a line:
 *
 * <pre>
 * milepost evidence root 1
 * node rsu-1
 * number 17
 * day 2026-11-20
 * sealed 2026-11-21T00:01:00.123Z
 * previous 64 hex digits: SHA-256 of the text of root 16, zeros for none
 * chain cam-1 101 200 64 hex digits 64 hex digits 64 hex digits
 * </pre>
 *
 * The three hashes of a chain are the link before the first, the last link, and the root of the
 * {@link MerkleTree} of all links in between, both ends included.
 *
 * @param node who states it
 * @param number from 1 without gaps
 * @param day UTC day it was made for
 * @param sealed when it was made
 * @param previous SHA-256 of the text of the root before, 32 bytes
 * @param chains one per camera that has new links, by camera id
 */
record Root(
    String node, long number, String day, Instant sealed, byte[] previous, List<Chain> chains) {
  /** What the signature is for, see {@link SigningKey#sign(String, byte[])}. */
  static final String PURPOSE = "evidence-root";

  private static final String FIRST_LINE = "milepost evidence root 1";
  private static final int HEAD_LINES = 6;
  private static final Pattern CHAIN =
      Pattern.compile(
          "chain ([a-z0-9_-]{1,64}) (\\d{1,18}) (\\d{1,18}) (HEX) (HEX) (HEX)"
              .replace("HEX", Sha.HEX));

  /**
   * Consecutive links of one camera.
   *
   * @param first place of the first link
   * @param last place of the last link
   * @param before the link before the first, zeros for none
   * @param end the last link
   * @param merkle root of the tree of all links
   */
  record Chain(String camera, long first, long last, byte[] before, byte[] end, byte[] merkle) {
    long count() {
      return last - first + 1;
    }
  }

  /** The text that is signed, UTF-8. */
  byte[] text() {
    StringBuilder text = new StringBuilder();
    text.append(FIRST_LINE).append("\nnode ").append(node).append("\nnumber ").append(number);
    text.append("\nday ").append(day).append("\nsealed ").append(sealed);
    text.append("\nprevious ").append(Sha.hex(previous)).append('\n');
    for (Chain each : chains) {
      text.append("chain ").append(each.camera).append(' ').append(each.first).append(' ');
      text.append(each.last).append(' ').append(Sha.hex(each.before)).append(' ');
      text.append(Sha.hex(each.end)).append(' ').append(Sha.hex(each.merkle)).append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads the text.
   *
   * @throws MilepostException BAD_REQUEST when it is not exactly what {@link #text()} writes
   */
  static Root of(byte[] text) {
    try {
      String[] lines = new String(text, StandardCharsets.UTF_8).split("\n", -1);
      List<Chain> chains = new ArrayList<>();
      for (int i = HEAD_LINES; i < lines.length - 1; i++) {
        Matcher m = CHAIN.matcher(lines[i]);
        if (!m.matches()) {
          throw refuse(null);
        }
        chains.add(
            new Chain(
                m.group(1),
                Long.parseLong(m.group(2)),
                Long.parseLong(m.group(3)),
                Sha.bytes(m.group(4)),
                Sha.bytes(m.group(5)),
                Sha.bytes(m.group(6))));
      }
      Root root =
          new Root(
              after("node ", lines[1]),
              Long.parseLong(after("number ", lines[2])),
              after("day ", lines[3]),
              Instant.parse(after("sealed ", lines[4])),
              Sha.bytes(after("previous ", lines[5])),
              List.copyOf(chains));
      if (!java.util.Arrays.equals(text, root.text())) {
        throw refuse(null);
      }
      return root;
    } catch (IllegalArgumentException | DateTimeParseException | IndexOutOfBoundsException e) {
      throw refuse(e);
    }
  }

  private static String after(String word, String line) {
    if (!line.startsWith(word)) {
      throw refuse(null);
    }
    return line.substring(word.length());
  }

  private static MilepostException refuse(Exception e) {
    return new MilepostException(
        FailureCode.BAD_REQUEST, "not the text of an evidence root of version 1", e);
  }
}
