package io.milepost.rsu.camera;

/**
 * A size and a rate of live pictures. Sizes are few, so that viewers share them.
 *
 * @param width widest picture, pixels; one of {@link #WIDTHS} when made by {@link #of}
 * @param fps most pictures a second
 */
public record Rendition(int width, double fps) {
  /** What is asked for when nothing is said: 640 pixels, as many pictures as there are. */
  public static final Rendition STANDARD = new Rendition(640, 60);

  /** The widths there are, ascending; a camera's limit and its own width cap them. */
  static final int[] WIDTHS = {320, 640, 960, 1280, 1920, 3840};

  /** Checks the ranges. */
  public Rendition {
    if (width < 1 || !(fps > 0)) {
      throw new IllegalArgumentException("no rendition: " + width + " px, " + fps + " fps");
    }
  }

  /** The smallest one that is at least as wide, or the widest. */
  public static Rendition of(int width, double fps) {
    for (int each : WIDTHS) {
      if (each >= width) {
        return new Rendition(each, fps);
      }
    }
    return new Rendition(WIDTHS[WIDTHS.length - 1], fps);
  }

  /** The next narrower one at the same rate; itself when it is the narrowest. */
  public Rendition narrower() {
    int before = WIDTHS[0];
    for (int each : WIDTHS) {
      if (each >= width) {
        break;
      }
      before = each;
    }
    return new Rendition(Math.min(width, before), fps);
  }

  /** This one, but no wider and no faster than the other. */
  public Rendition within(Rendition limit) {
    return new Rendition(Math.min(width, limit.width), Math.min(fps, limit.fps));
  }

  /** What satisfies both. */
  public Rendition with(Rendition other) {
    return new Rendition(Math.max(width, other.width), Math.max(fps, other.fps));
  }
}
