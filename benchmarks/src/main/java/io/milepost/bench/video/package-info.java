/** What recording, clips, live video and the timeline cost, beside FFmpeg in the same run. */
package io.milepost.bench.video;
