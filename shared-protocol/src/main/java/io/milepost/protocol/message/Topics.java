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

  /**
   * Somebody has just begun to listen to {@link #ALERTS}: every node tells again what is on air.
   */
  public static final Topic<AlertsWanted> ALERTS_WANTED =
      new Topic<>(PREFIX + "alerts.wanted", AlertsWanted.class, Scope.CLUSTER);

  /** What vehicles are being told, as JSON DENMs; renewed while it holds. */
  public static final Topic<Denm> DENM = new Topic<>(PREFIX + "denm", Denm.class, Scope.BRIDGE);

  /** Clips, partial and complete. */
  public static final Topic<ClipReady> CLIPS =
      new Topic<>(PREFIX + "clips", ClipReady.class, Scope.BRIDGE);

  /** Heartbeat of every node, once a second. */
  public static final Topic<NodeStatus> NODES =
      new Topic<>(PREFIX + "nodes", NodeStatus.class, Scope.BRIDGE);

  /**
   * This node's detector: what it is, or another in its place; answered with {@link ModelState}.
   */
  public static final Topic<ModelRequest> MODEL =
      new Topic<>(PREFIX + "model", ModelRequest.class, Scope.LOCAL);

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

  /** The rules of one camera; answered with {@link RulesReply}. Never through the bridge. */
  public static Topic<RulesCommand> cameraRules(String camera) {
    return new Topic<>(PREFIX + "cameras." + camera + ".rules", RulesCommand.class, Scope.CLUSTER);
  }

  /**
   * The set of one node's cameras; answered with {@link CameraSettings}, a check with {@link
   * SourceFound}. Never through the bridge: sources hold passwords.
   */
  public static Topic<CameraChange> cameraSet(String node) {
    return new Topic<>(PREFIX + "node." + node + ".cameras", CameraChange.class, Scope.CLUSTER);
  }

  /** Scores of an external model for one camera; answered with {@link ClipScoreReply}. */
  public static Topic<ClipScore> cameraScores(String camera) {
    return new Topic<>(PREFIX + "cameras." + camera + ".scores", ClipScore.class, Scope.BRIDGE);
  }

  /** Why the rules of one node fired; answered with {@link IncidentTraces}. */
  public static Topic<TraceQuery> traces(String node) {
    return new Topic<>(PREFIX + "node." + node + ".traces", TraceQuery.class, Scope.CLUSTER);
  }

  /** Clips that somebody asks one node for; answered with {@link ClipOrdered}. */
  public static Topic<ClipOrder> clipOrders(String node) {
    return new Topic<>(PREFIX + "node." + node + ".clips", ClipOrder.class, Scope.CLUSTER);
  }

  /** What one node must not delete; answered with {@link HoldList}. Never through the bridge. */
  public static Topic<HoldOrder> holds(String node) {
    return new Topic<>(PREFIX + "node." + node + ".holds", HoldOrder.class, Scope.CLUSTER);
  }

  /** Of which cameras one node keeps recordings; answered with {@link RecordedCameras}. */
  public static Topic<RecordedQuery> recorded(String node) {
    return new Topic<>(PREFIX + "node." + node + ".recorded", RecordedQuery.class, Scope.CLUSTER);
  }

  /** Registers all codecs and gives the bridge our JSON dialect. Call once per Vert.x instance. */
  public static void registerCodecs(EventBus bus) {
    RecordCodec.register(bus, IncidentChanged.class);
    RecordCodec.register(bus, IncidentReport.class);
    RecordCodec.register(bus, IncidentCommand.class);
    RecordCodec.register(bus, IncidentReply.class);
    RecordCodec.register(bus, AlertOnAir.class);
    RecordCodec.register(bus, AlertsWanted.class);
    RecordCodec.register(bus, Denm.class);
    RecordCodec.register(bus, ClipReady.class);
    RecordCodec.register(bus, ClipOrder.class);
    RecordCodec.register(bus, ClipOrdered.class);
    RecordCodec.register(bus, HoldOrder.class);
    RecordCodec.register(bus, HoldList.class);
    RecordCodec.register(bus, RecordedQuery.class);
    RecordCodec.register(bus, RecordedCameras.class);
    RecordCodec.register(bus, NodeStatus.class);
    RecordCodec.register(bus, Detections.class);
    RecordCodec.register(bus, MotionSeen.class);
    RecordCodec.register(bus, CameraCommand.class);
    RecordCodec.register(bus, CameraReply.class);
    RecordCodec.register(bus, CameraChange.class);
    RecordCodec.register(bus, CameraSettings.class);
    RecordCodec.register(bus, SourceFound.class);
    RecordCodec.register(bus, ModelRequest.class);
    RecordCodec.register(bus, ModelState.class);
    RecordCodec.register(bus, RulesCommand.class);
    RecordCodec.register(bus, RulesReply.class);
    RecordCodec.register(bus, ClipScore.class);
    RecordCodec.register(bus, ClipScoreReply.class);
    RecordCodec.register(bus, TraceQuery.class);
    RecordCodec.register(bus, IncidentTraces.class);
    ObjectMapper bridge = DatabindCodec.mapper();
    Json.configure(bridge);
  }
}
