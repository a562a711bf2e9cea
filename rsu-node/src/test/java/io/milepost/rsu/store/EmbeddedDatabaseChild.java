package io.milepost.rsu.store;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Starts a server, prints its port on a line of its own and stays until it is killed. */
final class EmbeddedDatabaseChild {
  private EmbeddedDatabaseChild() {}

  public static void main(String[] args) throws InterruptedException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    out.println(EmbeddedDatabase.start(Path.of(args[0]), 0).port());
    new CountDownLatch(1).await();
  }
}
