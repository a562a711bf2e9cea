package io.milepost.rsu.app;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.rsu.broadcast.Advice;
import io.milepost.rsu.broadcast.AdviceRules;
import io.milepost.rsu.broadcast.BroadcastConfig;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an alert sent by hand takes from this machine and from the rules that we ship. */
final class AlertSetup {
  private AlertSetup() {}

  /** A sentence about the first name that is no interface of this machine. */
  static Optional<String> unknownInterface(List<String> names) {
    try {
      List<String> known =
          NetworkInterface.networkInterfaces().map(NetworkInterface::getName).sorted().toList();
      return names.stream()
          .filter(name -> !known.contains(name))
          .findFirst()
          .map(
              name ->
                  "there is no interface '" + name + "'; there are " + String.join(", ", known));
    } catch (SocketException e) {
      throw new MilepostException(FailureCode.INTERNAL, "interfaces cannot be listed", e);
    }
  }

  /** Advice by the built-in rules. */
  static Advice advice(BroadcastConfig config) {
    return new Advice(
        AdviceRules.standard(),
        new Advice.Site(
            config.slowDownWithinM(),
            config.stopWithinM(),
            Advice.Language.EN,
            AdviceRules.Visibility.UNKNOWN,
            Map.of()));
  }
}
