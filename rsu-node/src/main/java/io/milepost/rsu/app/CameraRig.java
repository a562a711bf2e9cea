package io.milepost.rsu.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.protocol.message.CameraState;
import io.milepost.rsu.camera.CameraCapture;
import io.milepost.rsu.camera.CameraConfig;
import io.milepost.rsu.camera.CaptureMetrics;
import io.milepost.rsu.camera.FrameSlot;
import io.milepost.rsu.camera.LiveEncoder;
import io.milepost.rsu.camera.StreamOpener;
import io.milepost.rsu.perception.Activity;
import io.milepost.rsu.perception.Attention;
import io.milepost.rsu.perception.CameraFeed;
import io.milepost.rsu.perception.Pace;
import io.milepost.simulator.live.SimulatedCamera;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.ToDoubleFunction;

/** What belongs to one camera: its capture, the slot perception looks at, and its live pictures. */
final class CameraRig {
  private static final Map<String, StreamOpener> OPENERS =
      Map.of(RsuConfig.SIMULATED, SimulatedCamera::open);

  private final CameraConfig camera;
  private final CameraCapture capture;
  private final FrameSlot slot = new FrameSlot();
  private final Attention attention = new Attention();
  private final Activity activity = new Activity();
  private final LiveEncoder live;

  CameraRig(
      CameraConfig camera,
      RsuConfig config,
      ScheduledExecutorService encoders,
      MeterRegistry registry) {
    this.camera = camera;
    this.capture = new CameraCapture(camera, config.capture(), config.sources(), OPENERS);
    this.live = new LiveEncoder(capture, config.live(), encoders);
    capture.attach(slot);
    new CaptureMetrics(capture).bindTo(registry);
  }

  CameraConfig camera() {
    return camera;
  }

  CameraCapture capture() {
    return capture;
  }

  LiveEncoder live() {
    return live;
  }

  CameraFeed feed() {
    return new CameraFeed(
        camera.id(),
        slot,
        new Pace(
            camera.targetFps(), camera.priority(), camera.maxFrameAgeMs(), attention, activity));
  }

  /** What the camera's rules want to see better. */
  Attention attention() {
    return attention;
  }

  /** Whether anything moves in the camera's picture; whoever knows reports it here. */
  Activity activity() {
    return activity;
  }

  CameraState state(ToDoubleFunction<String> inferredFps) {
    return capture.state(inferredFps.applyAsDouble(camera.id()));
  }

  /** Frees what the camera's thread no longer uses; call after its verticle has been undeployed. */
  void close() {
    live.close();
    slot.close();
  }
}
