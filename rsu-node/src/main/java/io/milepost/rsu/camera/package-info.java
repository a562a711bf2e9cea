/**
 * Cameras: connects, demuxes, decodes, reconnects; hands packets to the recorder and frames to
 * whoever looks.
 *
 * <p>Talks to: FFmpeg; nothing of Milepost but its configuration.
 */
package io.milepost.rsu.camera;
