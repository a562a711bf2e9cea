package io.milepost.protocol.message;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.protocol.bus.RecordCodec;
import io.milepost.protocol.bus.Scope;
import io.milepost.protocol.bus.Topic;
import io.milepost.protocol.denm.Denm;
import io.milepost.protocol.json.Json;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.jackson.DatabindCodec;

/** Every address that crosses process boundaries, declared once. */
public final class Topics {
  /** Common prefix of all addresses. */
  public static final String PREFIX = "milepost.";

  /** Every change of every incident; published by the node that made the change. */
  public static final Topic<IncidentChanged> INCIDENTS =
      new Topic<>(PREFIX + "incidents", IncidentChanged.class, Scope.BRIDGE);

  /** Incidents reported by people and other systems; answered with {@link IncidentReply}. */
  public static final Topic<IncidentReport> INCIDENT_REPORT =
      new Topic<>(PREFIX + "incidents.report", IncidentReport.class, Scope.BRIDGE);

  /** What operators do with incidents; answered with {@link IncidentReply}. */
  public static final Topic<IncidentCommand> INCIDENT_COMMAND =
      new Topic<>(PREFIX + "incidents.command", IncidentCommand.class, Scope.BRIDGE);

  /** What vehicles are being told. */
  public static final Topic<AlertOnAir> ALERTS =
      new Topic<>(PREFIX + "alerts", AlertOnAir.class, Scope.BRIDGE);

  /** What vehicles are being told, as JSON DENMs; renewed while it holds. */
  public static final Topic<Denm> DENM = new Topic<>(PREFIX + "denm", Denm.class, Scope.BRIDGE);

  /** Clips, partial and complete. */
  public static final Topic<ClipReady> CLIPS =
      new Topic<>(PREFIX + "clips", ClipReady.class, Scope.BRIDGE);

  /** Heartbeat of every node, once a second. */
  public static final Topic<NodeStatus> NODES =
      new Topic<>(PREFIX + "nodes", NodeStatus.class, Scope.BRIDGE);

  private Topics() {}

  /** Boxes of one camera, newest wins for anybody who is late. */
  public static Topic<Detections> detections(String camera) {
    return new Topic<>(PREFIX + "detections." + camera, Detections.class, Scope.BRIDGE);
  }

  /** Motion that begins and ends before one camera. */
  public static Topic<MotionSeen> motion(String camera) {
    return new Topic<>(PREFIX + "motion." + camera, MotionSeen.class, Scope.BRIDGE);
  }

  /** Commands to one camera; answered with {@link CameraReply}. */
  public static Topic<CameraCommand> cameraCommand(String camera) {
    return new Topic<>(
        PREFIX + "cameras." + camera + ".command", CameraCommand.class, Scope.BRIDGE);
  }

  /** Registers all codecs and gives the bridge our JSON dialect. Call once per Vert.x instance. */
  public static void registerCodecs(EventBus bus) {
    RecordCodec.register(bus, IncidentChanged.class);
    RecordCodec.register(bus, IncidentReport.class);
    RecordCodec.register(bus, IncidentCommand.class);
    RecordCodec.register(bus, IncidentReply.class);
    RecordCodec.register(bus, AlertOnAir.class);
    RecordCodec.register(bus, Denm.class);
    RecordCodec.register(bus, ClipReady.class);
    RecordCodec.register(bus, NodeStatus.class);
    RecordCodec.register(bus, Detections.class);
    RecordCodec.register(bus, MotionSeen.class);
    RecordCodec.register(bus, CameraCommand.class);
    RecordCodec.register(bus, CameraReply.class);
    ObjectMapper bridge = DatabindCodec.mapper();
    Json.configure(bridge);
  }
}
