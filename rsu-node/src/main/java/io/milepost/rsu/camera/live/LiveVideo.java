package io.milepost.rsu.camera.live;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Live MP4 of one camera, muxed once for all who watch. Thread-safe. */
public interface LiveVideo {
  /**
   * Starts listening. The first piece is an initialisation segment, or the next picture when
   * somebody listens already; see {@link #current()}. The listener is called on the camera's thread
   * and must only hand over.
   *
   * @return ends the subscription when closed
   */
  Subscription subscribe(Consumer<LiveFragment> listener);

  /**
   * The initialisation segment and the pictures since the last key picture; empty while nobody
   * listens, before the first key picture, and when that was too many bytes ago.
   */
  List<LiveFragment> current();

  /** Why there is no live MP4 of this camera, in a sentence; empty when there is, or will be. */
  Optional<String> problem();

  /** A running subscription. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
