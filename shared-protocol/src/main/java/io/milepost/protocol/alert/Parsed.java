package io.milepost.protocol.alert;

/**
 * Outcome of reading bytes that may come from anywhere: a value or the reason why there is none.
 *
 * @param value what was read, null when refused
 * @param problem a sentence that names the field, null when read
 */
public record Parsed<T>(T value, String problem) {

  /** Whether there is a value. */
  public boolean ok() {
    return problem == null;
  }
}
