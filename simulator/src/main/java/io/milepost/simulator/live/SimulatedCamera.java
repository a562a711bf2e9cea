package io.milepost.simulator.live;

import io.milepost.protocol.failure.MilepostException;
import io.milepost.simulator.scene.ScenarioSpec;
import java.io.InputStream;
import java.net.URI;

/**
 * A simulated road camera: an H.264 MPEG transport stream that comes in real time.
 *
 * <p>One daemon thread a camera draws and encodes. Frame n is due n/fps seconds after the first by
 * the monotonic clock and carries exactly that PTS, the first 0. At most two seconds of stream wait
 * for the reader; when it is slower the thread waits, and afterwards leaves out the frames whose
 * time has passed (the scene goes on, PTS stay right). Closing ends the thread and frees native
 * memory.
 */
public final class SimulatedCamera {
  private SimulatedCamera() {}

  /**
   * Starts a camera.
   *
   * @param simUri as {@link ScenarioSpec#parse} reads it
   * @return blocks on read until bytes are there; ends after the scene's duration, if it has one
   * @throws MilepostException BAD_REQUEST with a sentence when the address is wrong
   */
  public static InputStream open(URI simUri) {
    LiveInput input = new LiveInput(ScenarioSpec.parse(simUri));
    input.start();
    return input;
  }
}
