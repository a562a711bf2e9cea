package io.milepost.rsu.incident;

import java.util.Set;

/** Which nodes of the cluster are alive, as far as this node can tell. Thread-safe. */
public interface NodeDirectory {
  /** Ids of the nodes that are alive; this node is always among them. */
  Set<String> alive();

  /** Adds a listener, called for every later change on the thread that noticed it. */
  void listen(Listener listener);

  /** Told when nodes come and go. */
  interface Listener {
    /** A node was heard of for the first time, or again after it had gone. */
    void appeared(String node);

    /** A node left, died, cannot be reached any more, or has been restarted. */
    void gone(String node);
  }
}
