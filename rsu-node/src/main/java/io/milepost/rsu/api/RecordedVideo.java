package io.milepost.rsu.api;

import io.milepost.rsu.recording.CoverageLedger;
import io.milepost.rsu.recording.playback.Hls;
import io.milepost.rsu.recording.playback.Playback;
import io.milepost.rsu.recording.playback.Timeline;

/**
 * What a node has recorded. All of it blocks for the disk and is asked on workers.
 *
 * @param files intervals as one file
 * @param hls intervals and the present as HLS
 * @param timeline what there is, when
 * @param coverage which time of this node's own cameras is recorded
 */
public record RecordedVideo(Playback files, Hls hls, Timeline timeline, CoverageLedger coverage) {}
