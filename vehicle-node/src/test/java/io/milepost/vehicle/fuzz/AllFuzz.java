package io.milepost.vehicle.fuzz;

import java.util.Arrays;

/** All targets in one, chosen by the first byte: for a short run. */
public final class AllFuzz {
  private AllFuzz() {}

  /** One input. */
  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length > 0) {
      Fuzz[] targets = Fuzz.values();
      int which = (data[0] & 0xFF) % targets.length;
      targets[which].run(Arrays.copyOfRange(data, 1, data.length));
    }
  }
}
