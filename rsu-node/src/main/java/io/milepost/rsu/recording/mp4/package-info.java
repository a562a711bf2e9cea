/**
 * Reads where the pictures of MP4 files lie and puts together new files out of their bytes, without
 * touching a picture (ISO/IEC 14496-12). Talks to nobody but the disk.
 */
package io.milepost.rsu.recording.mp4;
