/**
 * Draws scenes the way a road camera sees them, into an array of pixels.
 *
 * <p>Talks to: scene.
 */
package io.milepost.simulator.render;
