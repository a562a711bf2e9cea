package io.milepost.simulator.scene;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which scene to play. Text form: {@code
 * sim:<scenario>?seed=7&fps=15&size=640x360&at=20&light=night&duration=60&clear=30&loop=90}, every
 * parameter optional. Immutable.
 *
 * @param scenario what happens
 * @param seed everything random follows from it
 * @param fps frames per second, 1..60
 * @param width pixels, even, 160..1920, from half to three times the height
 * @param height pixels, even, 90..1080
 * @param at second at which the incident starts, 0..3600
 * @param light time of day and weather, empty to let the seed choose
 * @param duration seconds until the stream ends, infinite for never
 * @param clear seconds after its start at which the incident is over, infinite for never
 * @param loop seconds after which the scene starts anew, infinite for never
 */
public record ScenarioSpec(
    Scenario scenario,
    long seed,
    int fps,
    int width,
    int height,
    double at,
    Optional<Light> light,
    double duration,
    double clear,
    double loop) {

  private static final String KEYS = "seed, fps, size, at, light, duration, clear, loop";

  /** Checks the ranges. */
  public ScenarioSpec {
    range("fps", fps, 1, 60);
    range("width", width, 160, 1920);
    range("height", height, 90, 1080);
    range("at", at, 0, 3600);
    if (width % 2 != 0 || height % 2 != 0) {
      throw refuse("size=" + width + "x" + height + " has an odd side; both must be even");
    }
    if (width * 2 < height || width > height * 3) {
      throw refuse("size=" + width + "x" + height + " must have a shape between 1:2 and 3:1");
    }
    positive("duration", duration);
    positive("clear", clear);
    positive("loop", loop);
  }

  /** The usual scene: 640x360, 15 fps, incident at 15 s, light by seed, endless. */
  public static ScenarioSpec of(Scenario scenario, long seed) {
    double never = Double.POSITIVE_INFINITY;
    return new ScenarioSpec(
        scenario, seed, 15, 640, 360, 15, Optional.empty(), never, never, never);
  }

  /** Second at which the incident is over, infinite for never. */
  public double end() {
    return at + clear;
  }

  /** The same scene with another picture size. */
  public ScenarioSpec withSize(int w, int h) {
    return new ScenarioSpec(scenario, seed, fps, w, h, at, light, duration, clear, loop);
  }

  /** The same scene with another frame rate. */
  public ScenarioSpec withFps(int rate) {
    return new ScenarioSpec(scenario, seed, rate, width, height, at, light, duration, clear, loop);
  }

  /** The same scene with its incident at another second. */
  public ScenarioSpec withAt(double second) {
    return new ScenarioSpec(
        scenario, seed, fps, width, height, second, light, duration, clear, loop);
  }

  /** The same scene under a given light. */
  public ScenarioSpec withLight(Light under) {
    return new ScenarioSpec(
        scenario, seed, fps, width, height, at, Optional.of(under), duration, clear, loop);
  }

  /** The same scene that ends after some seconds. */
  public ScenarioSpec withDuration(double seconds) {
    return new ScenarioSpec(scenario, seed, fps, width, height, at, light, seconds, clear, loop);
  }

  /** The same scene whose incident is over some seconds after its start. */
  public ScenarioSpec withClear(double seconds) {
    return new ScenarioSpec(scenario, seed, fps, width, height, at, light, duration, seconds, loop);
  }

  /**
   * Reads the text form.
   *
   * @throws MilepostException BAD_REQUEST with a sentence that names the parameter
   */
  public static ScenarioSpec parse(URI uri) {
    if (!"sim".equals(uri.getScheme())) {
      throw refuse("'" + uri + "' is not a simulator address; it must begin with sim:");
    }
    String text = uri.getSchemeSpecificPart();
    int mark = text.indexOf('?');
    ScenarioSpec spec = of(scenario(mark < 0 ? text : text.substring(0, mark)), 1);
    if (mark >= 0) {
      for (String pair : text.substring(mark + 1).split("&")) {
        if (!pair.isEmpty()) {
          spec = spec.with(pair);
        }
      }
    }
    return spec;
  }

  /**
   * The scenario of a name.
   *
   * @throws MilepostException BAD_REQUEST naming those that exist
   */
  public static Scenario scenario(String id) {
    for (Scenario each : Scenario.values()) {
      if (each.id().equals(id)) {
        return each;
      }
    }
    throw refuse(
        "unknown scenario '"
            + id
            + "'; one of "
            + Arrays.stream(Scenario.values()).map(Scenario::id).collect(Collectors.joining(", ")));
  }

  private ScenarioSpec with(String pair) {
    int equals = pair.indexOf('=');
    if (equals < 1) {
      throw refuse("'" + pair + "' must be key=value; keys are " + KEYS);
    }
    String key = pair.substring(0, equals);
    String value = pair.substring(equals + 1);
    return switch (key) {
      case "seed" ->
          new ScenarioSpec(
              scenario, whole(key, value), fps, width, height, at, light, duration, clear, loop);
      case "fps" -> withFps((int) Math.max(-1, Math.min(9999, whole(key, value))));
      case "size" -> {
        int[] size = size(value);
        yield withSize(size[0], size[1]);
      }
      case "at" -> withAt(number(key, value));
      case "light" -> withLight(light(value));
      case "duration" -> withDuration(number(key, value));
      case "clear" -> withClear(number(key, value));
      case "loop" ->
          new ScenarioSpec(
              scenario, seed, fps, width, height, at, light, duration, clear, number(key, value));
      default -> throw refuse("unknown parameter '" + key + "'; keys are " + KEYS);
    };
  }

  /**
   * Reads a size such as 640x360.
   *
   * @throws MilepostException BAD_REQUEST when it is not one
   */
  public static int[] size(String text) {
    if (!text.matches("\\d{1,5}x\\d{1,5}")) {
      throw refuse("size=" + text + " must look like 640x360");
    }
    int cross = text.indexOf('x');
    return new int[] {
      Integer.parseInt(text.substring(0, cross)), Integer.parseInt(text.substring(cross + 1))
    };
  }

  /**
   * The light of a name.
   *
   * @throws MilepostException BAD_REQUEST naming those that exist
   */
  public static Light light(String id) {
    for (Light each : Light.values()) {
      if (each.id().equals(id.toLowerCase(Locale.ROOT))) {
        return each;
      }
    }
    throw refuse("light=" + id + " is unknown; one of day, dusk, night, rain");
  }

  private static long whole(String key, String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw refuse(key + "=" + value + " must be a whole number");
    }
  }

  private static double number(String key, String value) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw refuse(key + "=" + value + " must be a number of seconds");
    }
  }

  private static void range(String key, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw refuse(String.format(Locale.ROOT, "%s=%s is outside %.0f..%.0f", key, value, min, max));
    }
  }

  private static void positive(String key, double value) {
    if (!(value > 0)) {
      throw refuse(key + "=" + value + " must be greater than 0");
    }
  }

  private static MilepostException refuse(String sentence) {
    return new MilepostException(FailureCode.BAD_REQUEST, sentence);
  }
}
