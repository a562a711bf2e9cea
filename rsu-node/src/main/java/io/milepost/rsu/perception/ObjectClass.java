package io.milepost.rsu.perception;

import java.util.Locale;
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
  /** Something that lies where nothing should: a lost load, a tyre, a stone. */
  DEBRIS,
  /** A traffic cone or pylon. */
  CONE,
  /** A barrier or sign of roadworks. */
  BARRIER,
  /** A safety helmet on a head. */
  HELMET,
  /** A head without a helmet, of models that say so. */
  NO_HELMET,
  /** A high-visibility vest that is worn. */
  VEST,
  /** A person without a vest, of models that say so. */
  NO_VEST,
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
          Map.entry("smoke", SMOKE),
          Map.entry("debris", DEBRIS),
          Map.entry("cone", CONE),
          Map.entry("traffic cone", CONE),
          Map.entry("safety cone", CONE),
          Map.entry("barrier", BARRIER),
          Map.entry("barricade", BARRIER),
          Map.entry("helmet", HELMET),
          Map.entry("hardhat", HELMET),
          Map.entry("no-hardhat", NO_HELMET),
          Map.entry("no_helmet", NO_HELMET),
          Map.entry("head", NO_HELMET),
          Map.entry("vest", VEST),
          Map.entry("safety vest", VEST),
          Map.entry("no-safety vest", NO_VEST),
          Map.entry("no_vest", NO_VEST));

  /** The class of a model's label, {@link #OTHER} when no rule knows it. */
  public static ObjectClass of(String label) {
    return BY_LABEL.getOrDefault(label.toLowerCase(Locale.ROOT), OTHER);
  }

  /** Whether it drives. */
  public boolean isVehicle() {
    return this == CAR || this == MOTORCYCLE || this == BUS || this == TRUCK;
  }
}
