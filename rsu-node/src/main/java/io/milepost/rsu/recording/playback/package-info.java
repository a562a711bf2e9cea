/**
 * Plays what is recorded without writing anything: any interval as one MP4 with byte ranges, and as
 * HLS, live and recorded. The fragments on disk are the fragments that are sent; only their times
 * and numbers are changed on the way out.
 */
package io.milepost.rsu.recording.playback;
