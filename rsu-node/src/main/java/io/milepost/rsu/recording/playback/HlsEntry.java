package io.milepost.rsu.recording.playback;

import java.util.List;

/**
 * One segment in a playlist.
 *
 * @param start UTC of its first picture, microseconds; also its name
 * @param seconds its length so far
 * @param init UTC start of the segment whose header it goes with, microseconds
 * @param breaks whether it does not follow on the one before: a gap, another codec or size
 * @param complete whether nothing will be added
 * @param parts its fragments, for low latency; empty when they are not named
 */
record HlsEntry(
    long start, double seconds, long init, boolean breaks, boolean complete, List<Part> parts) {

  /**
   * A fragment.
   *
   * @param seconds its length
   * @param independent whether it begins with a key picture
   */
  record Part(double seconds, boolean independent) {}
}
