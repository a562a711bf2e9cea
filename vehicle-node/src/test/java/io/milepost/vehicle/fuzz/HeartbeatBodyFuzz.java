package io.milepost.vehicle.fuzz;

import io.milepost.protocol.alert.BodySchema;
import io.milepost.protocol.alert.HeartbeatBody;
import io.milepost.protocol.alert.Parsed;

/**
 * Any bytes as the body of a heartbeat: the verdict is the schema's, and writing it again keeps it.
 */
public final class HeartbeatBodyFuzz {
  private HeartbeatBodyFuzz() {}

  /** One input. */
  public static void fuzzerTestOneInput(byte[] data) {
    Parsed<HeartbeatBody> parsed = HeartbeatBody.read(data, 0, data.length);
    Fuzz.require(parsed.ok() == (parsed.problem() == null), "neither accepted nor refused");
    if (parsed.ok()) {
      Fuzz.require(BodySchema.HEARTBEAT.violations(data).isEmpty(), "the schema refuses it");
      byte[] again = parsed.value().encode(1 << 20);
      Parsed<HeartbeatBody> second = HeartbeatBody.read(again, 0, again.length);
      Fuzz.require(parsed.value().equals(second.value()), "it changes when written again");
    } else if (Fuzz.isPlainUtf8(data) && !parsed.problem().contains("surrogate")) {
      Fuzz.require(
          !BodySchema.HEARTBEAT.violations(data).isEmpty(),
          "the schema accepts it, but: " + parsed.problem());
    }
  }
}
