package io.milepost.simulator.scene;

/** What the detector is to find, in the order of its class numbers. */
public enum ObjectClass {
  /** Passenger cars, vans, pick-ups. */
  CAR,
  /** Lorries with and without trailer. */
  TRUCK,
  /** City buses and coaches. */
  BUS,
  /** Motorcycles together with their riders. */
  MOTORCYCLE,
  /** People on foot. */
  PERSON,
  /** Open flames. */
  FIRE,
  /** Smoke of a fire. */
  SMOKE;

  /** Label in truth files. */
  public String id() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
