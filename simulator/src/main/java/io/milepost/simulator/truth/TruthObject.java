package io.milepost.simulator.truth;

import io.milepost.simulator.scene.Box;
import io.milepost.simulator.scene.ObjectClass;

/**
 * One visible object in one frame. Immutable.
 *
 * @param type class
 * @param track id that stays with the object through the scene
 * @param box pixels, clipped to the picture
 * @param visibility share of the object inside the picture and not hidden by nearer ones, 0..1
 * @param x world metres right of the road's centre line at the camera
 * @param y world metres ahead of the camera
 * @param speed metres per second
 */
public record TruthObject(
    ObjectClass type, int track, Box box, double visibility, double x, double y, double speed) {}
