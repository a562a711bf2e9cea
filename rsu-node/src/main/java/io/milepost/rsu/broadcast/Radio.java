package io.milepost.rsu.broadcast;

import java.nio.ByteBuffer;

/** Where datagrams go. */
interface Radio {
  /**
   * Sends one datagram on every link that works. Never throws and never blocks.
   *
   * @param datagram bytes between position and limit; both stay as they are
   * @return links that took it; 0 when nobody can have heard it
   */
  int send(ByteBuffer datagram);
}
