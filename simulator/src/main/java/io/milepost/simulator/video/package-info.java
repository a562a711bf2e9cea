/**
 * H.264 through FFmpeg's raw bindings: into MP4 files and into MPEG transport streams.
 *
 * <p>Talks to: FFmpeg.
 */
package io.milepost.simulator.video;
