package io.milepost.rsu.perception;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is known about a loaded model.
 *
 * @param path file it came from
 * @param sha256 of the file, lower-case hexadecimal
 * @param layout family of input and output
 * @param inputWidth pixels
 * @param inputHeight pixels
 * @param classes the model's labels, by index
 * @param licence as the file declares it; empty when it does not
 * @param loadMillis time to load and self-test
 */
public record ModelInfo(
    Path path,
    String sha256,
    ModelLayout layout,
    int inputWidth,
    int inputHeight,
    List<String> classes,
    String licence,
    long loadMillis) {

  /** Makes the list immutable. */
  public ModelInfo {
    classes = List.copyOf(classes);
  }

  /** A sentence when the licence asks for more than most operators expect. */
  public Optional<String> licenceWarning() {
    if (!licence.toUpperCase(Locale.ROOT).contains("AGPL")) {
      return Optional.empty();
    }
    return Optional.of(
        path.getFileName()
            + " is licensed under "
            + licence
            + ": offering a service with it obliges you to publish your source, or to buy a licence"
            + " from its makers");
  }
}
