package io.milepost.protocol.alert;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.Suggestion;
import io.milepost.protocol.incident.TrafficDirection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/** Datagrams made from the protocol page by another program, and what they say. */
final class Golden {
  static final KeyRing.Key KEY = new KeyRing.Key(7, secret(), Instant.MIN, Instant.MAX);

  static final AlertBody ALERT =
      new AlertBody(
          "rsu-a/1",
          1,
          AlertState.ACTIVE,
          IncidentType.COLLISION,
          2,
          0,
          Severity.HIGH,
          0.93,
          Suggestion.SLOW_DOWN,
          "A1",
          2,
          37.5665,
          126.978,
          500,
          TrafficDirection.UPSTREAM,
          1795163556100L,
          30,
          "Collision in 500 m. Slow down. 추돌");

  static final AlertBody CANCEL =
      new AlertBody(
          "rsu-a/1",
          2,
          AlertState.CANCELLED,
          IncidentType.COLLISION,
          2,
          0,
          Severity.HIGH,
          0.93,
          Suggestion.SLOW_DOWN,
          "A1",
          null,
          37.5665,
          126.978,
          500,
          TrafficDirection.ALL,
          1795163556100L,
          30,
          "");

  static final HeartbeatBody HEARTBEAT =
      new HeartbeatBody(
          List.of(new HeartbeatBody.Active("rsu-a/1", 1, 29.5)),
          0,
          new HeartbeatBody.Clock(true, -0.25),
          new HeartbeatBody.Cameras(2, 1));

  private Golden() {}

  static byte[] bytes(String name) {
    try (InputStream in = Golden.class.getResourceAsStream(name + ".hex")) {
      String hex = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] secret() {
    byte[] secret = new byte[32];
    for (int i = 0; i < secret.length; i++) {
      secret[i] = (byte) (16 + i);
    }
    return secret;
  }
}
