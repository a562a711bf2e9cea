package io.milepost.rsu.camera;

import java.util.Optional;
import java.util.function.Consumer;

/** Live pictures of one camera. Encodes only while somebody looks, and once for all who do. */
public interface LivePictures {
  /**
   * Starts listening. The listener is called on the encoder's thread and must only hand over.
   *
   * @param wanted size and rate; all who want the same size share one encoder, at the highest rate
   *     any of them wants, so more pictures may come than were asked for
   * @return ends the subscription when closed
   */
  Subscription subscribe(Rendition wanted, Consumer<JpegPicture> listener);

  /** The widest and fastest there is. */
  Rendition limit();

  /** The newest picture, encoded now if need be; empty when the camera has shown none yet. */
  Optional<JpegPicture> newest();

  /** A running subscription. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
