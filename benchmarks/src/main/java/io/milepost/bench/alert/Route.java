package io.milepost.bench.alert;

import io.milepost.rsu.broadcast.BroadcastTalker;
import io.milepost.rsu.broadcast.StampingTalker;
import io.milepost.vehicle.receive.ReceiverListener;
import java.util.Locale;
import java.util.function.LongConsumer;

/** The ways that are compared. The Python pair runs outside, see {@link PythonPair}. */
enum Route {
  /** A bare JDK datagram channel: the limit. */
  FLOOR {
    @Override
    Talker talker(int port) throws Exception {
      return new FloorTalker(port);
    }

    @Override
    AutoCloseable listener(int port, LongConsumer sentAt) throws Exception {
      return new FloorListener(port, sentAt);
    }
  },
  /** Stamp, tag and send to verified, read and decided on. */
  MILEPOST {
    @Override
    Talker talker(int port) {
      return new StampingTalker(port);
    }

    @Override
    AutoCloseable listener(int port, LongConsumer sentAt) {
      return new ReceiverListener(port, sentAt);
    }
  },
  /**
   * The same from the decision on: advice, text and body of a changed incident before the stamp.
   */
  NEWS {
    @Override
    Talker talker(int port) {
      return new BroadcastTalker(port);
    }

    @Override
    AutoCloseable listener(int port, LongConsumer sentAt) {
      return new ReceiverListener(port, sentAt);
    }
  },
  /** An MQTT broker at QoS 0. */
  MQTT {
    @Override
    Talker talker(int port) {
      return new MqttTalker(port);
    }

    @Override
    AutoCloseable listener(int port, LongConsumer sentAt) {
      return new MqttListener(port, sentAt);
    }
  };

  /** Multicast group of all routes; TTL 0 keeps it on this machine. */
  static final String GROUP = "239.20.77.77";

  /** Bytes of a message; the size of a typical alert datagram. */
  static final int BYTES = 400;

  abstract Talker talker(int port) throws Exception;

  /**
   * Listens until it is closed.
   *
   * @param sentAt takes the time of sending of each message, on the listening thread
   */
  abstract AutoCloseable listener(int port, LongConsumer sentAt) throws Exception;

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
