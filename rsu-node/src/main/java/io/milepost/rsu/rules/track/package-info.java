/**
 * Follows objects through frames: ByteTrack's two stages, recovery at the last observation, a
 * separable constant-velocity filter, all in PTS seconds.
 *
 * <p>Talks to: perception for detections; read by the rules. No Vert.x.
 */
package io.milepost.rsu.rules.track;
