package io.milepost.rsu.app;

import io.milepost.rsu.rules.RuleSet;
import io.milepost.rsu.rules.RuleSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The rules in the node's configuration files. Whatever else changes in them waits for a restart.
 *
 * @param files the files
 * @param values reads them all anew, variables and command line included
 */
record RuleFiles(List<Path> files, Supplier<RsuValues> values) implements RuleSource {

  @Override
  public Map<String, RuleSet> load() {
    RsuValues read = values.get();
    return RsuConfig.ruleSets(RsuConfig.rules(read), RsuConfig.geometry(read));
  }
}
