package io.milepost.rsu.perception;

import java.util.Map;

/** What rules distinguish; the models' many labels map onto these. */
public enum ObjectClass {
  /** A person on foot. */
  PERSON,
  /** A pedal cycle. */
  BICYCLE,
  /** A car or van. */
  CAR,
  /** A motorcycle or scooter. */
  MOTORCYCLE,
  /** A bus or coach. */
  BUS,
  /** A lorry. */
  TRUCK,
  /** Visible flames. */
  FIRE,
  /** Visible smoke. */
  SMOKE,
  /** Anything no rule looks at. */
  OTHER;

  private static final Map<String, ObjectClass> BY_LABEL =
      Map.ofEntries(
          Map.entry("person", PERSON),
          Map.entry("pedestrian", PERSON),
          Map.entry("bicycle", BICYCLE),
          Map.entry("car", CAR),
          Map.entry("van", CAR),
          Map.entry("motorcycle", MOTORCYCLE),
          Map.entry("motorbike", MOTORCYCLE),
          Map.entry("bus", BUS),
          Map.entry("truck", TRUCK),
          Map.entry("fire", FIRE),
          Map.entry("flame", FIRE),
          Map.entry("smoke", SMOKE));

  /** The class of a model's label, {@link #OTHER} when no rule knows it. */
  public static ObjectClass of(String label) {
    return BY_LABEL.getOrDefault(label, OTHER);
  }

  /** Whether it drives. */
  public boolean isVehicle() {
    return this == CAR || this == MOTORCYCLE || this == BUS || this == TRUCK;
  }
}
