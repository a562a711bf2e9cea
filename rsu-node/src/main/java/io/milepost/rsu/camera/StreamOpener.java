package io.milepost.rsu.camera;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;

/** Opens a source of a scheme of its own, for example {@code sim:}, as a live MPEG-TS stream. */
@FunctionalInterface
public interface StreamOpener {
  /**
   * Opens the stream. Called on the camera's thread; closing the stream from another thread must
   * end a blocked read.
   *
   * @param source the configured source
   * @return MPEG-TS with one video stream, delivered in real time
   * @throws IOException with a sentence, when it cannot be opened
   */
  InputStream open(URI source) throws IOException;
}
