/**
 * Keeps the video: segments of untouched packets on disk, their index, and clips around incidents.
 * {@link io.milepost.rsu.recording.RecordingStore} is the way in.
 *
 * <p>A segment has its final name from the start, {@code <camera>/<yyyy-MM-dd>/<UTC epoch ms>.mp4};
 * the index alone tells whether it is still being written. So nobody meets a file that is renamed
 * under his hands, and every file can be played at any time up to its last whole fragment.
 *
 * <p>Talks to: camera for packets, the bus for incidents, SQLite.
 */
package io.milepost.rsu.recording;
