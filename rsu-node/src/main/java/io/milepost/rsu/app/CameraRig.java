package io.milepost.rsu.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.protocol.message.CameraState;
import io.milepost.protocol.message.Topics;
import io.milepost.rsu.camera.CameraCapture;
import io.milepost.rsu.camera.CameraConfig;
import io.milepost.rsu.camera.CaptureMetrics;
import io.milepost.rsu.camera.FrameSlot;
import io.milepost.rsu.camera.LiveEncoder;
import io.milepost.rsu.camera.StreamOpener;
import io.milepost.rsu.camera.live.LiveMuxer;
import io.milepost.rsu.perception.Attention;
import io.milepost.rsu.perception.CameraFeed;
import io.milepost.rsu.perception.Pace;
import io.milepost.rsu.perception.pixels.CameraEye;
import io.milepost.rsu.perception.pixels.EyeConfig;
import io.milepost.rsu.perception.pixels.EyeMetrics;
import io.milepost.rsu.rules.LiveRules;
import io.milepost.rsu.rules.RuleVerticle;
import io.milepost.simulator.live.SimulatedCamera;
import io.vertx.core.eventbus.EventBus;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.ToDoubleFunction;

/** What belongs to one camera: its capture, the slot perception looks at, and its live pictures. */
final class CameraRig {
  static final Map<String, StreamOpener> OPENERS =
      Map.of(RsuConfig.SIMULATED, SimulatedCamera::open);

  private final CameraConfig camera;
  private final CameraCapture capture;
  private final FrameSlot slot = new FrameSlot();
  private final Attention attention = new Attention();
  private final LiveEncoder live;
  private final LiveMuxer video;
  private final CameraEye eye;
  private final boolean publishesMotion;

  CameraRig(
      CameraConfig camera,
      EyeConfig watched,
      RsuConfig config,
      ScheduledExecutorService encoders,
      MeterRegistry registry) {
    this.camera = camera;
    this.capture = new CameraCapture(camera, config.capture(), config.sources(), OPENERS);
    this.live = new LiveEncoder(capture, config.live(), encoders);
    this.video = new LiveMuxer(camera.id());
    this.eye = new CameraEye(camera.id(), watched);
    this.publishesMotion = watched.publish();
    capture.look(eye);
    capture.doze(
        config.perception().alone() ? 0 : config.perception().pacing().dozeSeconds(),
        now -> eye.calm() && attention.quiet(now) && !live.watched());
    capture.attach(slot);
    capture.add(video);
    new EyeMetrics(camera.id(), eye).bindTo(registry);
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

  LiveMuxer video() {
    return video;
  }

  CameraEye eye() {
    return eye;
  }

  /** Motion that begins and ends is told there, when the camera is configured to. */
  void motionTo(EventBus bus) {
    if (publishesMotion) {
      eye.onMotion(motion -> Topics.motion(camera.id()).publish(bus, motion));
    }
  }

  /** What draws conclusions from this camera. */
  RuleVerticle rules(LiveRules rules, MeterRegistry registry) {
    return new RuleVerticle(camera.id(), rules, registry, attention, eye.figures()::motion);
  }

  CameraFeed feed() {
    return new CameraFeed(
        camera.id(),
        slot,
        new Pace(
            camera.targetFps(),
            camera.priority(),
            camera.maxFrameAgeMs(),
            attention,
            eye.activity()),
        eye);
  }

  CameraState state(ToDoubleFunction<String> inferredFps) {
    CameraState state = capture.state(inferredFps.applyAsDouble(camera.id()));
    return state.state().equals("live") && !eye.sight().usable()
        ? state.because(eye.sight().sentence())
        : state;
  }

  /** Frees what the camera's thread no longer uses; call after its verticle has been undeployed. */
  void close() {
    live.close();
    video.close();
    slot.close();
    eye.close();
    capture.close();
  }
}
