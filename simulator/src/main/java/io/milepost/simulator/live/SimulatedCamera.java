package io.milepost.simulator.live;

import io.milepost.protocol.failure.MilepostException;
import io.milepost.simulator.scene.ScenarioSpec;
import java.io.InputStream;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
  private static final Pattern CLOCK = Pattern.compile("(?<=[?&])clock=utc(&|$)");

  private SimulatedCamera() {}

  /**
   * Starts a camera.
   *
   * @param simUri as {@link ScenarioSpec#parse} reads it; with {@code clock=utc} among its
   *     parameters each picture carries the time at which it was drawn, see {@link ClockStrip}
   * @return blocks on read until bytes are there; ends after the scene's duration, if it has one
   * @throws MilepostException BAD_REQUEST with a sentence when the address is wrong
   */
  public static InputStream open(URI simUri) {
    Matcher clock = CLOCK.matcher(simUri.toString());
    boolean found = clock.find();
    URI scene = found ? URI.create(clock.replaceFirst("")) : simUri;
    LiveInput input = new LiveInput(ScenarioSpec.parse(scene), found);
    input.start();
    return input;
  }
}
