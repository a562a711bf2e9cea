package io.milepost.bench.alert;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A child JVM that answers each line it is given with one of its own. */
final class Child implements AutoCloseable {
  private final Process process;
  private final PrintWriter in;
  private final BufferedReader out;

  Child(Class<?> main) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-Djava.net.preferIPv4Stack=true",
                "-DMILEPOST_LOG_LEVEL=ERROR",
                "-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile"),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    in = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
    out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  String ask(String line) throws IOException {
    in.println(line);
    String answer = out.readLine();
    if (answer == null) {
      throw new IOException("the child process ended; its error is above");
    }
    return answer;
  }

  @Override
  public void close() throws InterruptedException {
    in.close();
    if (!process.waitFor(5, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
