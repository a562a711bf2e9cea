package io.milepost.vehicle.ros;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A way to ROS 2. One thread sends; messages are JSON objects with the field names of ROS. */
interface RosLink extends AutoCloseable {
  /** What became of a message. */
  enum Sent {
    /** Handed over. */
    TAKEN,
    /** Nobody to hand it to. */
    NOT_CONNECTED,
    /** Too much of this topic is under way. */
    BACKLOG,
    /** Refused; the link has logged why. */
    FAILED
  }

  /**
   * Begins to connect; returns without waiting for the other side.
   *
   * @param onReady called on any thread each time messages begin to be taken
   * @throws io.milepost.protocol.failure.MilepostException CONFIGURATION when it can never work
   */
  void open(Runnable onReady);

  /** Whether it would take a message now. Any thread. */
  boolean isReady();

  /** Sends a message. Waits at most 100 ms, normally not at all. Never throws. */
  Sent send(RosTopic topic, ObjectNode message);

  /** Subscribers known of; NaN when the link cannot tell. Any thread. */
  double subscribers(RosTopic topic);

  @Override
  void close();
}
