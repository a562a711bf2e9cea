package io.milepost.rsu.rules;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Checks the names of rules on trial. */
final class Shadow {
  private Shadow() {}

  /**
   * The names, without repeats.
   *
   * @throws MilepostException CONFIGURATION naming one that is no rule
   */
  static List<String> checked(List<String> names) {
    List<String> all = rules();
    for (String name : names) {
      if (!all.contains(name)) {
        throw new MilepostException(
            FailureCode.CONFIGURATION,
            "rules.shadow: '" + name + "' is no rule; known are " + String.join(", ", all));
      }
    }
    return names.stream().distinct().toList();
  }

  /** Sections of the configuration that have a switch, as they are written in it. */
  static List<String> rules() {
    return Arrays.stream(RulesConfig.class.getRecordComponents())
        .filter(c -> c.getType().isRecord() && hasSwitch(c.getType()))
        .map(c -> c.getName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT))
        .toList();
  }

  private static boolean hasSwitch(Class<?> section) {
    return Arrays.stream(section.getRecordComponents())
        .anyMatch(c -> c.getName().equals("enabled"));
  }
}
