package io.milepost.rsu.recording.playback;

/**
 * A track of a segment.
 *
 * @param id as fragments name it
 * @param timescale ticks a second
 * @param video whether it is the pictures
 * @param sampleDuration ticks of a sample that says nothing of its own
 * @param sampleFlags flags of a sample that says nothing of its own
 */
record Track(int id, int timescale, boolean video, int sampleDuration, int sampleFlags) {}
