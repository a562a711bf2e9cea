package io.milepost.vehicle.ros;

/** The topics, with the quality of service they are offered with. Always reliable. */
enum RosTopic {
  /** Every event with the decision that follows, as JSON; kept for late subscribers. */
  ALERT("v2x/alert", "std_msgs/msg/String", 10, true),
  /** The alert under the field names of a DENM; kept for late subscribers. */
  DENM("v2x/denm", "etsi_its_denm_msgs/msg/DENM", 10, true),
  /** The speed cap; only the newest is worth anything. */
  CMD_VEL("cmd_vel", "geometry_msgs/msg/Twist", 1, false);

  private final String path;
  private final String type;
  private final int depth;
  private final boolean kept;

  RosTopic(String path, String type, int depth, boolean kept) {
    this.path = path;
    this.type = type;
    this.depth = depth;
    this.kept = kept;
  }

  /** ROS name with a slash in front, for example {@code /car1/v2x/alert}. */
  String name(String namespace) {
    return (namespace.isEmpty() ? "/" : "/" + namespace + "/") + path;
  }

  /** ROS type, for example {@code std_msgs/msg/String}. */
  String type() {
    return type;
  }

  /** Messages kept (history keep-last). */
  int depth() {
    return depth;
  }

  /** Whether a late subscriber that asks for it gets what was said before (transient local). */
  boolean isKept() {
    return kept;
  }

  /** Name for metrics. */
  String label() {
    return path;
  }
}
