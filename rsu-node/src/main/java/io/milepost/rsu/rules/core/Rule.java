package io.milepost.rsu.rules.core;

import java.util.Locale;

/** One kind of danger. Called once per frame; not thread-safe. */
public interface Rule {
  /** Looks at a frame and reports to the book. */
  void observe(Scene scene, FindingBook book);

  /** Time has a gap: what was building up is void. */
  void interrupt();

  /** Its name, which is also its section in the configuration: {@code wrong_way}. */
  default String name() {
    String type = getClass().getSimpleName();
    String words = type.endsWith("Rule") ? type.substring(0, type.length() - 4) : type;
    return words.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }

  /** How close the rule is to confirming something, 0..1; 1 while something is confirmed. */
  double suspicion();
}
