package io.milepost.protocol.alert;

/**
 * Tells secrets that no random source made. What it looks for has a chance below 10⁻⁵ in 16 random
 * bytes, and far less in 32.
 */
final class Weakness {
  private static final int MIN_DISTINCT = 8;
  private static final int MAX_PERIOD = 8;

  private Weakness() {}

  /** The end of a sentence that begins with the key; null when nothing is wrong. */
  static String of(byte[] secret) {
    int distinct = distinct(secret);
    if (distinct < MIN_DISTINCT) {
      return "has only " + distinct + " different bytes";
    }
    if (isRun(secret)) {
      return "is a run of numbers, as in examples";
    }
    for (int period = 1; period <= Math.min(MAX_PERIOD, secret.length / 2); period++) {
      if (repeats(secret, period)) {
        return "repeats itself every " + period + " bytes";
      }
    }
    return isText(secret) ? "is text, not random bytes" : null;
  }

  private static int distinct(byte[] secret) {
    boolean[] present = new boolean[256];
    int distinct = 0;
    for (byte each : secret) {
      distinct += present[each & 0xFF] ? 0 : 1;
      present[each & 0xFF] = true;
    }
    return distinct;
  }

  private static boolean isRun(byte[] secret) {
    byte step = (byte) (secret[1] - secret[0]);
    for (int i = 2; i < secret.length; i++) {
      if ((byte) (secret[i] - secret[i - 1]) != step) {
        return false;
      }
    }
    return true;
  }

  private static boolean repeats(byte[] secret, int period) {
    for (int i = period; i < secret.length; i++) {
      if (secret[i] != secret[i - period]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isText(byte[] secret) {
    for (byte each : secret) {
      if (each < ' ' || each == 0x7F) {
        return false;
      }
    }
    return true;
  }
}
