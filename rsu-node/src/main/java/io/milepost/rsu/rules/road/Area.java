package io.milepost.rsu.rules.road;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.rsu.perception.ObjectClass;
import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.geometry.Zone;
import io.milepost.rsu.rules.geometry.ZoneType;
import io.milepost.rsu.rules.track.TrackedObject;
import java.util.Arrays;
import java.util.List;

/** Zones by their kinds, as rules about places are told them. */
public final class Area {
  private static final int MIN_HITS = 3;

  private final List<ZoneType> types;
  private final boolean anywhere;

  /**
   * An area.
   *
   * @param key where the kinds stand in the configuration
   * @param codes kinds of zones
   * @param anywhere whether the rest of the picture counts too
   * @throws MilepostException CONFIGURATION naming a word that is no kind of zone
   */
  public Area(String key, List<String> codes, boolean anywhere) {
    this.types = codes.stream().map(code -> type(key, code)).toList();
    this.anywhere = anywhere;
  }

  private static ZoneType type(String key, String code) {
    return Arrays.stream(ZoneType.values())
        .filter(t -> t.code().equals(code) && t != ZoneType.LINE && t != ZoneType.IGNORE)
        .findFirst()
        .orElseThrow(
            () ->
                new MilepostException(
                    FailureCode.CONFIGURATION,
                    "rules." + key + ": '" + code + "' is no kind of zone with an inside"));
  }

  /** Whether there is any such place at this camera. */
  public boolean exists(Scene scene) {
    boolean any = anywhere;
    for (int i = 0; i < types.size() && !any; i++) {
      any = scene.geometry().has(types.get(i));
    }
    return any;
  }

  /** The zone somebody stands in; null outside of all. */
  public Zone zoneOf(Scene scene, TrackedObject t) {
    for (int i = 0; i < types.size(); i++) {
      Zone zone = scene.geometry().zoneAt(types.get(i), t.groundX(), t.groundY());
      boolean beyond = types.get(i) == ZoneType.SHOULDER && !onShoulder(scene, t);
      if (zone != null && !beyond) {
        return zone;
      }
    }
    return null;
  }

  /** A person on the pavement beside a shoulder is none on it. */
  private static boolean onShoulder(Scene scene, TrackedObject t) {
    return t.type() != ObjectClass.PERSON
        || Carriageway.shoulder(scene.geometry(), t.groundX(), t.groundY(), t.unit());
  }

  /** Whether somebody stands where the rule looks. */
  public boolean contains(Scene scene, TrackedObject t) {
    return anywhere || zoneOf(scene, t) != null;
  }

  /** Name of a zone for people and evidence. */
  public static String name(Zone zone) {
    return zone == null ? "picture" : zone.id();
  }

  /** Whether an object is there now, is no flicker and nobody said not to look at it. */
  public static boolean seen(Scene scene, TrackedObject t) {
    return !t.lost()
        && t.hits() >= MIN_HITS
        && !scene.geometry().inside(ZoneType.IGNORE, t.groundX(), t.groundY());
  }
}
