/**
 * A camera's own video, live, as it came: packets into MP4 fragments that browsers play, made once
 * for all who watch and not at all while nobody does.
 *
 * <p>Talks to: camera, as a sink of packets. Nothing else of Milepost.
 */
package io.milepost.rsu.camera.live;
