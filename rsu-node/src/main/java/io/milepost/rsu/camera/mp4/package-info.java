/**
 * Packets into fragmented MP4 (ISO/IEC 14496-12, 14496-15) without touching their payload.
 *
 * <p>Talks to: FFmpeg's muxer. Nothing else of Milepost.
 */
package io.milepost.rsu.camera.mp4;
