package io.milepost.bench.alert;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Programs of the system. */
final class Tools {
  private Tools() {}

  /** Where it is, or null; Debian keeps servers out of an ordinary user's PATH. */
  static Path find(String program) {
    List<String> folders =
        new ArrayList<>(Arrays.asList(System.getenv().getOrDefault("PATH", "").split(":")));
    folders.addAll(List.of("/usr/sbin", "/usr/local/sbin"));
    return folders.stream()
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }
}
