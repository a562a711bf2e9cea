package io.milepost.bench.proof;

import java.util.Map;

/**
 * Outcome of one scenario.
 *
 * @param name what was tried
 * @param passed whether the promise held
 * @param figures what was measured, by name
 */
public record Finding(String name, boolean passed, Map<String, Object> figures) {}
