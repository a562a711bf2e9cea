package io.milepost.bench.alert;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The receiving child. {@code <route> <port> <most> <file>} begins to listen and answers {@code
 * ready}; {@code end} writes the latencies, 8 bytes each in nanoseconds and in order of arrival,
 * and answers with their number.
 */
final class ListeningProcess {
  private long[] nanos;
  private volatile int count;

  @SuppressWarnings("checkstyle:RegexpSinglelineJava")
  public static void main(String[] args) throws Exception {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", 4);
      Route route = Route.valueOf(words[0].toUpperCase(Locale.ROOT));
      ListeningProcess round = new ListeningProcess();
      round.nanos = new long[Integer.parseInt(words[2])];
      try (AutoCloseable listener = route.listener(Integer.parseInt(words[1]), round::heard)) {
        System.out.println("ready");
        in.readLine();
      }
      Files.write(Path.of(words[3]), round.bytes());
      System.out.println(round.count);
    }
  }

  private void heard(long sentAt) {
    long latency = System.nanoTime() - sentAt;
    int at = count;
    if (at < nanos.length) {
      nanos[at] = latency;
      count = at + 1;
    }
  }

  private byte[] bytes() {
    ByteBuffer out = ByteBuffer.allocate(count * Long.BYTES);
    for (int i = 0; i < count; i++) {
      out.putLong(nanos[i]);
    }
    return out.array();
  }
}
