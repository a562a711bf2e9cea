package io.milepost.bench.proof;

import java.util.Map;
import java.util.TreeMap;

/**
 * Outcome of one scenario.
 *
 * @param name what was tried
 * @param passed whether the promise held
 * @param figures what was measured, by name
 */
public record Finding(String name, boolean passed, Map<String, Object> figures) {
  static Finding of(String name, boolean passed, Map<String, ?> figures) {
    return new Finding(name, passed, new TreeMap<>(figures));
  }
}
