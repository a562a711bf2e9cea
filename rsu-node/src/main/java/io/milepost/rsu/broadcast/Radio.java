package io.milepost.rsu.broadcast;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;

/** Where datagrams go. */
interface Radio {
  /**
   * Sends one datagram on every link that works. Never throws and never blocks.
   *
   * @param datagram bytes between position and limit; both stay as they are
   * @return links that took it; 0 when nobody can have heard it
   */
  int send(ByteBuffer datagram);

  /**
   * As {@link #send(ByteBuffer)}, and to these groups as well, which count for nothing.
   *
   * @param also further groups
   */
  default int send(ByteBuffer datagram, List<InetSocketAddress> also) {
    return send(datagram);
  }
}
