/**
 * Scenes played live, as a camera would send them.
 *
 * <p>Talks to: scene, render, video.
 */
package io.milepost.simulator.live;
