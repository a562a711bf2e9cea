package io.milepost.rsu.store;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Appends until it is killed and prints the id of each record once it has been acknowledged. */
final class SpoolChild {
  private SpoolChild() {}

  public static void main(String[] args) throws InterruptedException {
    Spool spool = Spool.open(Path.of(args[0]));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    for (int i = 0; i < 1_000_000; i++) {
      String id = String.format("entry-%07d", i);
      CountDownLatch slowest = new CountDownLatch(i % 7 == 0 ? 1 : 0);
      spool
          .append(Records.audit(id))
          .onSuccess(
              done -> {
                out.println(id);
                slowest.countDown();
              });
      slowest.await();
    }
  }
}
