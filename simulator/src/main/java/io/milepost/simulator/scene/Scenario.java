package io.milepost.simulator.scene;

/** What happens in a scene. */
public enum Scenario {
  /** Traffic flows; nothing happens. */
  FREE_FLOW("free", null, "traffic flows, nothing happens"),
  /** Two vehicles hit each other, rear-end or side, and stay where they come to rest. */
  COLLISION("collision", "collision", "two vehicles hit each other and stay"),
  /** A vehicle stops on the shoulder or in a lane and stays. */
  STOPPED_VEHICLE("stopped", "stopped_vehicle", "a vehicle stops on the shoulder or in a lane"),
  /** A stopped vehicle catches fire; flames and smoke grow. */
  VEHICLE_FIRE("fire", "fire", "a stopped vehicle burns, flames and smoke grow"),
  /** The speed of one carriageway breaks down and a dense queue forms. */
  CONGESTION("congestion", "congestion", "one carriageway's speed breaks down to a dense queue");

  private final String id;
  private final String incident;
  private final String sentence;

  Scenario(String id, String incident, String sentence) {
    this.id = id;
    this.incident = incident;
    this.sentence = sentence;
  }

  /** Name in URIs and on the command line. */
  public String id() {
    return id;
  }

  /** Code of the incident type it leads to, null when there is none. */
  public String incident() {
    return incident;
  }

  /** One line for people. */
  public String sentence() {
    return sentence;
  }
}
