package io.milepost.rsu.perception;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Size of a model's input.
 *
 * @param width pixels, a multiple of 32 from 32 to 2048
 * @param height pixels, likewise
 */
public record InputSize(int width, int height) {
  private static final Pattern TEXT = Pattern.compile("(\\d{2,4})x(\\d{2,4})");
  private static final Pattern IMGSZ =
      Pattern.compile("\\s*[\\[(]?\\s*(\\d{2,4})(?:\\s*,\\s*(\\d{2,4}))?\\s*[\\])]?\\s*");
  private static final int STEP = 32;
  private static final int MAX_SIDE = 2048;

  /** What the exporters of all supported families choose when nobody says otherwise. */
  static final InputSize USUAL = new InputSize(640, 640);

  /** True when the three grids cover a side exactly and it is not absurd. */
  static boolean usable(long side) {
    return side >= STEP && side <= MAX_SIDE && side % STEP == 0;
  }

  /**
   * Reads {@code WIDTHxHEIGHT}.
   *
   * @return null for an empty text: the model's own size
   * @throws MilepostException with code CONFIGURATION for anything else
   */
  public static InputSize of(String text) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    Matcher matcher = TEXT.matcher(text);
    if (matcher.matches()) {
      int width = Integer.parseInt(matcher.group(1));
      int height = Integer.parseInt(matcher.group(2));
      if (usable(width) && usable(height)) {
        return new InputSize(width, height);
      }
    }
    throw new MilepostException(
        FailureCode.CONFIGURATION,
        "perception.input_size must be WIDTHxHEIGHT with multiples of 32 from 32 to 2048, such as"
            + " 640x384, but is "
            + text);
  }

  /** Reads Ultralytics' metadata {@code imgsz}: {@code [height, width]} or one number. */
  static Optional<InputSize> ofImgsz(String text) {
    Matcher matcher = IMGSZ.matcher(text == null ? "" : text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int height = Integer.parseInt(matcher.group(1));
    int width = matcher.group(2) == null ? height : Integer.parseInt(matcher.group(2));
    return usable(width) && usable(height)
        ? Optional.of(new InputSize(width, height))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return width + "x" + height;
  }
}
