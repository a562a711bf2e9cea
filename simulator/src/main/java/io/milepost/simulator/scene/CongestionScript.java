package io.milepost.simulator.scene;

import java.util.List;
import java.util.Random;

/**
 * The speed of one carriageway breaks down: a wave of slow traffic runs against the direction of
 * travel through the picture and has reached all of it at the incident's start; vehicles close up
 * behind it to a dense queue.
 */
final class CongestionScript implements Script {
  private static final double WAVE_SECONDS = 7;
  private final Incident incident;

  CongestionScript(Stage stage, Site site) {
    Random random = stage.random();
    Road road = stage.road();
    int direction = site.direction();
    double at = stage.spec().at();
    double end = stage.spec().end();
    double crawl = 0.9 + 0.9 * random.nextDouble();
    double near = direction > 0 ? 0 : -95;
    double far = direction > 0 ? 95 : 0;
    double jam = direction > 0 ? -15 : -140;
    double free = stage.traffic().cruise(direction);
    stage.traffic().headway(direction, 1.5);
    stage
        .traffic()
        .cap(
            (m, t) -> {
              if (m.direction() != direction || t > end) {
                return Double.MAX_VALUE;
              }
              double reached = far + (near - far) * (t - (at - WAVE_SECONDS)) / WAVE_SECONDS;
              double edge = t < at - WAVE_SECONDS ? Double.MAX_VALUE : Math.max(jam, reached);
              if (m.q() < edge) {
                return Double.MAX_VALUE;
              }
              double wave = 0.5 + 0.5 * Math.sin(m.q() * 0.06 + t * 0.35);
              double since = Math.max(0, t - at + WAVE_SECONDS);
              return crawl * (0.5 + wave) + free * Math.exp(-since * 0.9);
            });
    double l = road.laneCentre(direction, road.lanes(direction) / 2);
    this.incident =
        site.incident("congestion", true, new double[] {at, end}, l, 30, road, stage.view());
  }

  @Override
  public void step(double t, double dt) {
    // The speed cap given to the traffic does all of it.
  }

  @Override
  public List<Incident> incidents() {
    return List.of(incident);
  }
}
