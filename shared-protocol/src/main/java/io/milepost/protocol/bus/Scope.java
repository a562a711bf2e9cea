package io.milepost.protocol.bus;

/** How far a topic's messages travel. */
public enum Scope {
  /** Inside this process only; the record itself is handed over, nothing is encoded. */
  LOCAL,
  /** To every node of the cluster. */
  CLUSTER,
  /** To every node, and through the bridge to authenticated clients, as JSON. */
  BRIDGE
}
