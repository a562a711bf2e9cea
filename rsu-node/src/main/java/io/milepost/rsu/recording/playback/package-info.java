/**
 * Plays what is recorded without writing anything: any interval as one MP4 with byte ranges, and as
 * HLS, live and recorded.
 */
package io.milepost.rsu.recording.playback;
