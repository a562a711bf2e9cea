package io.milepost.simulator.scene;

import java.util.List;

/** What a scene holds, in the order of the class numbers of the detector that learns from it. */
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
  SMOKE,
  /** Pedal cycles together with their riders. */
  BICYCLE,
  /** Traffic cones. */
  CONE,
  /** Barrier boards of roadworks. */
  BARRIER,
  /** A lost load, a tyre, a plank. */
  DEBRIS,
  /** A safety helmet on the head of a worker. */
  HELMET,
  /** The head of a worker without a helmet. */
  NO_HELMET,
  /** A high-visibility vest on a worker. */
  VEST,
  /** The chest of a worker without a vest. */
  NO_VEST;

  private static final List<ObjectClass> LEARNED =
      List.of(CAR, TRUCK, BUS, MOTORCYCLE, PERSON, FIRE, SMOKE);

  /** The classes that the project's own detector learns, in the order of its outputs. */
  public static List<ObjectClass> learned() {
    return LEARNED;
  }

  /** Label in truth files. */
  public String id() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Whether it has an engine and drives. */
  public boolean vehicle() {
    return ordinal() <= MOTORCYCLE.ordinal();
  }
}
