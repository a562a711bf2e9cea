package io.milepost.simulator.scene;

/**
 * The truth about one incident. Immutable.
 *
 * @param type code of the incident type
 * @param primary true for what the scenario is about, false for what follows from it (a vehicle
 *     that stands because it burns)
 * @param start seconds of the scene
 * @param end seconds of the scene, null when it lasts
 * @param x world metres, right of the camera
 * @param y world metres, ahead of the camera
 * @param box where the site is in the picture at the start, before camera shake
 * @param subject id of the mover that it goes along with, 0 when it stays at its place
 */
public record Incident(
    String type,
    boolean primary,
    double start,
    Double end,
    double x,
    double y,
    Box box,
    int subject) {

  /** The same about something that moves. */
  Incident about(Mover mover) {
    return new Incident(type, primary, start, end, x, y, box, mover.id);
  }

  /** Second by which it is to be confirmed: the goal for its type after its start. */
  public double confirmBy() {
    return start
        + switch (type) {
          case "collision", "wrong_way", "pedestrian_on_road", "speeding" -> 3;
          case "line_crossing", "intrusion" -> 3;
          case "fire", "fall" -> 5;
          case "stopped_vehicle", "blockage", "smoke" -> 12;
          case "missing_ppe", "crowding" -> 15;
          case "debris" -> 20;
          case "loitering" -> 70;
          default -> 60;
        };
  }
}
