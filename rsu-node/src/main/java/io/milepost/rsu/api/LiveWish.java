package io.milepost.rsu.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import io.milepost.rsu.camera.Rendition;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a viewer wants to see of one camera.
 *
 * @param camera camera id
 * @param mp4 the camera's own video when it can be had, else pictures
 * @param maxWidth widest picture he has room for, pixels
 * @param maxFps most pictures a second he wants
 * @param boxes whether he wants the boxes of what the detector sees
 */
record LiveWish(String camera, boolean mp4, int maxWidth, double maxFps, boolean boxes) {
  private static final int MAX_CAMERAS = 64;
  private static final int WIDEST = 7680;
  private static final double FASTEST = 60;
  private static final Pattern CAMERA = Pattern.compile("[a-z0-9_-]{1,64}");
  private static final Set<String> KEYS = Set.of("camera", "as", "max_width", "max_fps", "boxes");

  /** Pictures of ordinary size. */
  static LiveWish pictures(String camera) {
    Rendition standard = Rendition.STANDARD;
    return new LiveWish(camera, false, standard.width(), standard.fps(), false);
  }

  /** What he has room for, as one of the sizes there are. */
  Rendition rendition() {
    return Rendition.of(maxWidth, maxFps);
  }

  /**
   * Reads a viewer's message: a list of camera ids, or of objects, or both.
   *
   * @throws MilepostException BAD_REQUEST with a sentence
   */
  static Map<String, LiveWish> read(String text) {
    JsonNode watch = Json.read(text, JsonNode.class).get("watch");
    if (watch == null || !watch.isArray() || watch.size() > MAX_CAMERAS) {
      throw Input.refuse("send {\"watch\": [at most " + MAX_CAMERAS + " camera ids or wishes]}");
    }
    Map<String, LiveWish> wishes = new LinkedHashMap<>();
    for (JsonNode each : watch) {
      LiveWish wish = each.isTextual() ? pictures(camera(each)) : one(each);
      wishes.put(wish.camera, wish);
    }
    return wishes;
  }

  private static LiveWish one(JsonNode wish) {
    if (!wish.isObject()) {
      throw Input.refuse("watch: a camera id or an object is expected, not " + wish);
    }
    for (Map.Entry<String, JsonNode> field : wish.properties()) {
      if (!KEYS.contains(field.getKey())) {
        throw Input.refuse("watch: unknown key '" + field.getKey() + "'; known are " + KEYS);
      }
    }
    String as = wish.path("as").asText("jpeg");
    if (!as.equals("mp4") && !as.equals("jpeg")) {
      throw Input.refuse("watch: as must be mp4 or jpeg, not " + as);
    }
    return new LiveWish(
        camera(wish.path("camera")),
        as.equals("mp4"),
        (int) number(wish, "max_width", Rendition.STANDARD.width(), 1, WIDEST),
        number(wish, "max_fps", Rendition.STANDARD.fps(), 0.1, FASTEST),
        wish.path("boxes").asBoolean(false));
  }

  private static String camera(JsonNode value) {
    if (!value.isTextual() || !CAMERA.matcher(value.textValue()).matches()) {
      throw Input.refuse("watch: camera must match " + CAMERA);
    }
    return value.textValue();
  }

  private static double number(
      JsonNode wish, String key, double standard, double least, double most) {
    JsonNode value = wish.get(key);
    if (value == null) {
      return standard;
    }
    if (!value.isNumber() || !(value.asDouble() >= least && value.asDouble() <= most)) {
      throw Input.refuse("watch: " + key + " must be a number from " + least + " to " + most);
    }
    return value.asDouble();
  }
}
