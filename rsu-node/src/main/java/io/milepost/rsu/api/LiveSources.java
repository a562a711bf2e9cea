package io.milepost.rsu.api;

import io.milepost.rsu.camera.LivePictures;
import io.milepost.rsu.camera.live.LiveVideo;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where the pictures and the video of a camera come from now.
 *
 * @param pictures empty when there is no such camera
 * @param video empty when this node does not have the camera itself
 */
record LiveSources(
    Function<String, Optional<LivePictures>> pictures,
    Function<String, Optional<LiveVideo>> video) {

  /** Why there is no MP4 of a camera, in a sentence; null when there is. */
  String refusal(String camera) {
    Optional<LiveVideo> own = video.apply(camera);
    return own.isEmpty()
        ? "camera " + camera + " is at another node, whose cameras are shown as pictures"
        : own.get().problem().orElse(null);
  }
}
