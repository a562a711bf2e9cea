package io.milepost.rsu.intake;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Takes files in until a named step, says so, and waits there to be killed. */
final class IntakeChild {
  private IntakeChild() {}

  public static void main(String[] args) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    CountDownLatch never = new CountDownLatch(1);
    new Site(Path.of(args[0]))
        .desk()
        .intake(
            new SimpleMeterRegistry(),
            step -> {
              if (step.equals(args[1])) {
                out.println("reached " + step);
                try {
                  never.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            });
    out.println("ready");
    never.await();
  }
}
