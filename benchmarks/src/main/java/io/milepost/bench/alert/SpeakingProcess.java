package io.milepost.bench.alert;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * The sending child. Reads one command a line, {@code <route> <port> <count> <per second>}, answers
 * {@code done}.
 */
final class SpeakingProcess {
  private static final long NANOS = 1_000_000_000L;

  private SpeakingProcess() {}

  @SuppressWarnings("checkstyle:RegexpSinglelineJava")
  public static void main(String[] args) throws Exception {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      Route route = Route.valueOf(words[0].toUpperCase(Locale.ROOT));
      try (Talker talker = route.talker(Integer.parseInt(words[1]))) {
        speak(talker, Integer.parseInt(words[2]), Integer.parseInt(words[3]));
      }
      System.out.println("done");
    }
  }

  /** At a steady rate; a late message is not followed by a burst. */
  private static void speak(Talker talker, int count, int perSecond) throws Exception {
    long gap = NANOS / perSecond;
    long due = System.nanoTime();
    for (int i = 0; i < count; i++) {
      due = Math.max(due + gap, System.nanoTime());
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      talker.tell(i);
    }
  }
}
