package io.milepost.protocol.message;

import java.util.List;

/**
 * The detector a node uses.
 *
 * @param path its file
 * @param sha256 of the file, lower-case hexadecimal
 * @param layout family of input and output, for people
 * @param inputWidth pixels
 * @param inputHeight pixels
 * @param classes what it can find, by index
 * @param precision fp32, fp16 or int8
 * @param provider cpu, cuda or tensorrt
 * @param licence as the file declares it; empty when it does not
 * @param bytes of the file and of all workers' tensors
 * @param runs pictures it was run on
 * @param ageSeconds since it came into use
 * @param problem why a changed file could not take its place; null when nothing is wrong
 */
public record ModelState(
    String path,
    String sha256,
    String layout,
    int inputWidth,
    int inputHeight,
    List<String> classes,
    String precision,
    String provider,
    String licence,
    long bytes,
    long runs,
    long ageSeconds,
    String problem) {

  /** Makes the list immutable. */
  public ModelState {
    classes = List.copyOf(classes);
  }
}
