package io.milepost.simulator.scene;

import java.util.Random;

/**
 * A straight or gently bent road on flat ground, as a circle of constant curvature.
 *
 * <p>Road coordinates are {@code s}, metres along the centre line from the camera's foot, and
 * {@code l}, metres to the right of it. World coordinates are {@code x} to the right, {@code y}
 * ahead, {@code z} up. With curvature k and θ = k·s a point lies at x = (1 − cos θ)/k + l·cos θ, y
 * = sin θ/k − l·sin θ. Immutable.
 *
 * @param lanesAway lanes whose traffic drives away from the camera, 1..3
 * @param lanesToward lanes whose traffic comes towards the camera, 1..3
 * @param laneWidth metres
 * @param median metres between the two directions
 * @param shoulder paved metres outside the outermost lane
 * @param curvature 1/m, positive bends right
 * @param leftHand traffic keeps left
 * @param barrier a barrier stands in the median
 */
public record Road(
    int lanesAway,
    int lanesToward,
    double laneWidth,
    double median,
    double shoulder,
    double curvature,
    boolean leftHand,
    boolean barrier) {

  static Road random(Random random, int minLanes) {
    int away = Math.max(minLanes, 1 + random.nextInt(3));
    int toward = random.nextDouble() < 0.7 ? away : Math.max(minLanes, 1 + random.nextInt(3));
    boolean divided = away + toward > 3 && random.nextDouble() < 0.65;
    double median = divided ? 1.5 + 3.5 * random.nextDouble() : 0.2;
    double shoulder = random.nextDouble() < 0.6 ? 2.4 + random.nextDouble() : 0.6;
    double k = random.nextDouble() < 0.5 ? 0 : (random.nextDouble() - 0.5) * 0.006;
    return new Road(
        away,
        toward,
        3.2 + 0.5 * random.nextDouble(),
        median,
        shoulder,
        k,
        random.nextDouble() < 0.15,
        divided && random.nextDouble() < 0.8);
  }

  /** Lanes in a direction: +1 away from the camera, −1 towards it. */
  public int lanes(int direction) {
    return direction > 0 ? lanesAway : lanesToward;
  }

  /** Side of the centre line on which a direction drives: +1 right, −1 left. */
  public int side(int direction) {
    return leftHand ? -direction : direction;
  }

  /** Lateral position of a lane's middle; lane 0 is next to the median. */
  public double laneCentre(int direction, int lane) {
    return side(direction) * (median / 2 + (lane + 0.5) * laneWidth);
  }

  /** Lateral position of the shoulder's middle in a direction. */
  public double shoulderCentre(int direction) {
    double edge = median / 2 + lanes(direction) * laneWidth;
    return side(direction) * (edge + Math.max(shoulder / 2, 1.3));
  }

  /** Lateral position of the paved edge on a side: +1 right, −1 left. */
  public double edge(int side) {
    int direction = leftHand ? -side : side;
    return side * (median / 2 + lanes(direction) * laneWidth + shoulder);
  }

  /** World x of a road point. */
  public double x(double s, double l) {
    double k = curvature;
    double theta = k * s;
    return (Math.abs(k) < 1e-9 ? 0 : (1 - Math.cos(theta)) / k) + l * Math.cos(theta);
  }

  /** World y of a road point. */
  public double y(double s, double l) {
    double k = curvature;
    double theta = k * s;
    return (Math.abs(k) < 1e-9 ? s : Math.sin(theta) / k) - l * Math.sin(theta);
  }

  /** Direction of the road at s, radians clockwise from the y axis. */
  public double heading(double s) {
    return curvature * s;
  }

  /** Metres along the road of a world point. */
  public double s(double x, double y) {
    double k = curvature;
    if (Math.abs(k) < 1e-9) {
      return y;
    }
    double sign = Math.signum(k);
    return Math.atan2(sign * y, sign * (1 / k - x)) / k;
  }

  /** Metres right of the centre line of a world point. */
  public double l(double x, double y) {
    double k = curvature;
    if (Math.abs(k) < 1e-9) {
      return x;
    }
    return 1 / k - Math.signum(k) * Math.hypot(1 / k - x, y);
  }
}
