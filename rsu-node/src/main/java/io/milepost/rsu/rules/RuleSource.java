package io.milepost.rsu.rules;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Where the rules of all cameras come from, and may come from anew. */
public interface RuleSource {
  /** Files that it reads; a change of one is a reason to load again. */
  List<Path> files();

  /**
   * Reads and checks everything; may block.
   *
   * @return rules by camera id, each with a geometry of its own
   * @throws io.milepost.protocol.failure.MilepostException CONFIGURATION with one sentence
   */
  Map<String, RuleSet> load();

  /** Rules that never change. */
  static RuleSource fixed(Map<String, RuleSet> sets) {
    return new RuleSource() {
      @Override
      public List<Path> files() {
        return List.of();
      }

      @Override
      public Map<String, RuleSet> load() {
        return sets;
      }
    };
  }
}
