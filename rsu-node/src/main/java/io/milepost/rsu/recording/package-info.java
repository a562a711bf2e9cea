/**
 * Keeps the video: segments of untouched packets on disk, their index, and clips around incidents.
 *
 * <p>Talks to: camera for packets, the bus for incidents.
 */
package io.milepost.rsu.recording;
