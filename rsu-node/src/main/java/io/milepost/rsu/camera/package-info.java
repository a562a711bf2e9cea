/**
 * Cameras: connects, demuxes, decodes, reconnects; hands packets to sinks and pictures to whoever
 * looks. {@link io.milepost.rsu.camera.CameraCapture} is the way in, {@link
 * io.milepost.rsu.camera.VideoFileReader} reads files without a clock.
 *
 * <p>{@link io.milepost.rsu.camera.LiveEncoder} makes live pictures; a camera's own video live is
 * {@code camera.live}'s.
 *
 * <p>Talks to: FFmpeg, through its bindings and never through a grabber, whose start and stop share
 * one lock across the process; the bus for commands. Nothing else of Milepost.
 */
package io.milepost.rsu.camera;
