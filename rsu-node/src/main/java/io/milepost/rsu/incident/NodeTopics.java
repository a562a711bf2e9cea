package io.milepost.rsu.incident;

import io.milepost.protocol.bus.RecordCodec;
import io.milepost.protocol.bus.Scope;
import io.milepost.protocol.bus.Topic;
import io.milepost.protocol.message.IncidentCommand;
import io.milepost.protocol.message.Topics;
import io.vertx.core.eventbus.EventBus;

/** Addresses at which one particular node is reached by the others; never through the bridge. */
final class NodeTopics {
  private NodeTopics() {}

  /** Commands for incidents this node decides about; answered with IncidentReply. */
  static Topic<IncidentCommand> command(String node) {
    return topic(node, "command", IncidentCommand.class);
  }

  /** Other nodes that see the same; answered with IncidentReply. */
  static Topic<JoinRequest> join(String node) {
    return topic(node, "join", JoinRequest.class);
  }

  /** What this node knows; answered with BoardPage. */
  static Topic<BoardRequest> board(String node) {
    return topic(node, "board", BoardRequest.class);
  }

  /** Registers the codecs of the messages above. */
  static void registerCodecs(EventBus bus) {
    RecordCodec.register(bus, JoinRequest.class);
    RecordCodec.register(bus, BoardRequest.class);
    RecordCodec.register(bus, BoardPage.class);
  }

  private static <T> Topic<T> topic(String node, String what, Class<T> type) {
    return new Topic<>(Topics.PREFIX + "node." + node + "." + what, type, Scope.CLUSTER);
  }
}
