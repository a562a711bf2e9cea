package io.milepost.rsu.recording;

import io.milepost.rsu.recording.Stretch.Cause;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds the cause of a gap in the sentence with which a stream ended. The sentences are those of
 * the sources, with the operating system's words in them; whatever is not known is the camera's.
 */
final class GapCauses {
  private static final Map<String, Cause> WORDS = new TreeMap<>();

  static {
    for (String each :
        new String[] {
          "no answer in time",
          "timed out",
          "timeout",
          "no route to host",
          "unreachable",
          "host is down",
          "not known",
          "name resolution",
          "reset by peer",
          "broken pipe",
          "input/output error"
        }) {
      WORDS.put(each, Cause.NETWORK);
    }
    WORDS.put("can be decoded", Cause.DECODER);
    WORDS.put("cannot read video", Cause.NODE);
    WORDS.put("internal fault", Cause.NODE);
    WORDS.put("with the node", Cause.OPERATOR);
    WORDS.put("operator", Cause.OPERATOR);
    WORDS.put("the disk", Cause.DISK);
    WORDS.put("cannot be recorded", Cause.DISK);
    WORDS.put("this node", Cause.NODE);
    WORDS.put("not started yet", Cause.NODE);
    WORDS.put("repaired", Cause.NODE);
  }

  private GapCauses() {}

  /** The cause that a sentence speaks of. */
  static Cause of(String sentence) {
    String words = sentence == null ? "" : sentence.toLowerCase(Locale.ROOT);
    return WORDS.entrySet().stream()
        .filter(each -> words.contains(each.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(words.equals("stopped") ? Cause.OPERATOR : Cause.CAMERA);
  }
}
