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
 * @param file what the file is made of
 * @param provider what computes it
 * @param selfTest what it found in the two pictures of its self-test
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
    FileFacts file,
    ExecutionProvider provider,
    SelfTestResult selfTest,
    long loadMillis) {

  /**
   * What a file is made of.
   *
   * @param bytes size of the file
   * @param precision fp32, fp16 or int8
   * @param input element type of the picture, float32 or float16
   * @param opset version of the standard operators, 0 when not said
   * @param producer program that wrote it, empty when not said
   * @param parameters numbers in the weights
   */
  public record FileFacts(
      long bytes, String precision, String input, long opset, String producer, long parameters) {}

  /**
   * Boxes of the self-test at the default confidence.
   *
   * @param greyBoxes in the plain picture
   * @param patternBoxes in the patterned picture
   * @param bestScore highest score in either, 0..1
   */
  public record SelfTestResult(int greyBoxes, int patternBoxes, float bestScore) {}

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

  ModelInfo tested(SelfTestResult result, long millis) {
    return new ModelInfo(
        path,
        sha256,
        layout,
        inputWidth,
        inputHeight,
        classes,
        licence,
        file,
        provider,
        result,
        millis);
  }
}
