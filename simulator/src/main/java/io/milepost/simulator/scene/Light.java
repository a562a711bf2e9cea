package io.milepost.simulator.scene;

/** Time of day and weather of a scene. */
public enum Light {
  /** Sun or overcast sky. */
  DAY,
  /** Low sun or none; vehicles drive with their lamps on. */
  DUSK,
  /** Dark, with or without street lamps. */
  NIGHT,
  /** Rain by day: grey, wet road, streaks. */
  RAIN;

  /** Name in URIs, truth files and on the command line. */
  public String id() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
