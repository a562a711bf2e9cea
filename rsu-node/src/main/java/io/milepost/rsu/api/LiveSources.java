package io.milepost.rsu.api;

import io.milepost.rsu.camera.LivePictures;
import io.milepost.rsu.camera.live.LiveVideo;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where the pictures and the video of a camera come from now.
 *
 * @param pictures empty when there is no such camera
 * @param video empty when no node in reach has the camera
 */
record LiveSources(
    Function<String, Optional<LivePictures>> pictures,
    Function<String, Optional<LiveVideo>> video) {

  /** Why there is no MP4 of a camera, in a sentence; null when there is. */
  String refusal(String camera) {
    Optional<LiveVideo> own = video.apply(camera);
    return own.isEmpty()
        ? "camera " + camera + " has no video at any node in reach"
        : own.get().problem().orElse(null);
  }
}
