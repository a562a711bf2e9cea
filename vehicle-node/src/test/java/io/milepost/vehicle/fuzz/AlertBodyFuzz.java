package io.milepost.vehicle.fuzz;

import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.alert.BodySchema;
import io.milepost.protocol.alert.Parsed;

/**
 * Any bytes as the body of an alert: the verdict is the schema's, and writing it again keeps it.
 */
public final class AlertBodyFuzz {
  private AlertBodyFuzz() {}

  /** One input. */
  public static void fuzzerTestOneInput(byte[] data) {
    Parsed<AlertBody> parsed = AlertBody.read(data, 0, data.length);
    Fuzz.require(parsed.ok() == (parsed.problem() == null), "neither accepted nor refused");
    if (parsed.ok()) {
      Fuzz.require(BodySchema.ALERT.violations(data).isEmpty(), "the schema refuses it");
      byte[] again = parsed.value().encode(1 << 20);
      Parsed<AlertBody> second = AlertBody.read(again, 0, again.length);
      Fuzz.require(parsed.value().equals(second.value()), "it changes when written again");
    } else if (Fuzz.isPlainUtf8(data) && !parsed.problem().contains("surrogate")) {
      Fuzz.require(
          !BodySchema.ALERT.violations(data).isEmpty(),
          "the schema accepts it, but: " + parsed.problem());
    }
  }
}
