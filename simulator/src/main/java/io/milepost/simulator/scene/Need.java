package io.milepost.simulator.scene;

import java.util.Random;

/** What a scenario needs of its road, its camera and its place. */
enum Need {
  /** Any road. */
  ANY(1, 14, 38),
  /** Two lanes or more in each direction. */
  LANES(2, 14, 38),
  /** A hard shoulder that the camera sees. */
  SHOULDER(1, 14, 38),
  /** Ground beside the road that the camera sees. */
  VERGE(1, 14, 30),
  /** The same, near enough to tell how someone stands. */
  NEAR_VERGE(1, 12, 13),
  /** The same without people who pass by. */
  EMPTY_VERGE(1, 14, 30),
  /** A camera near enough to tell helmets, nobody passing by. */
  CLOSE(1, 13, 6),
  /** Two lanes or more, so near that the camera can make out what lies there. */
  THINGS(2, 11, 26),
  /** A place far down the road. */
  FAR(1, 55, 25);

  private static final double SHOULDER_METRES = 2.4;

  /** A box or a tyre is about this high, metres. */
  private static final double THING_METRES = 0.4;

  /** Ten pixels of a picture 360 high. */
  private static final double LEAST_TALL = 1 / 36.0;

  private final int lanes;
  private final double from;
  private final double span;

  Need(int lanes, double from, double span) {
    this.lanes = lanes;
    this.from = from;
    this.span = span;
  }

  /** Least number of lanes in each direction. */
  int lanes() {
    return lanes;
  }

  /** Whether people walk along the road. */
  boolean walkers() {
    return this != EMPTY_VERGE && this != CLOSE;
  }

  PinholeCamera camera(Random random, Road road, int width, int height) {
    return this == CLOSE
        ? PinholeCamera.near(random, road, width, height)
        : PinholeCamera.random(random, road, width, height);
  }

  Site site(Random random, Road road, View view, int width, int height) {
    return Site.find(random, road, view, width, height, from, span);
  }

  /** How high what lies in a lane looks, as a share of the picture. */
  private static double tall(Road road, View view, Site site) {
    double l = road.laneCentre(site.direction(), site.lane());
    double[] foot = view.pixel(road.x(site.s(), l), road.y(site.s(), l), 0);
    double[] top = view.pixel(road.x(site.s(), l), road.y(site.s(), l), THING_METRES);
    return foot == null || top == null ? 0 : (foot[1] - top[1]) / (2 * view.camera().cy());
  }

  /** Whether a place will do. */
  boolean suits(Road road, View view, Site site) {
    return switch (this) {
      case SHOULDER ->
          road.shoulder() >= SHOULDER_METRES
              && site.seen(view, road, road.shoulderCentre(site.direction()));
      case VERGE, NEAR_VERGE, EMPTY_VERGE, CLOSE -> site.seen(view, road, site.verge(road, 2.2));
      case THINGS -> tall(road, view, site) >= LEAST_TALL;
      default -> true;
    };
  }
}
