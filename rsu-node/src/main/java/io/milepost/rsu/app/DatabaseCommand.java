package io.milepost.rsu.app;

import io.milepost.rsu.store.EmbeddedDatabase;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code database}: the embedded PostgreSQL on its own, for development. */
@Command(
    name = "database",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the embedded PostgreSQL until it is told to stop. For development and trials;",
      "production uses a PostgreSQL server that somebody looks after."
    })
final class DatabaseCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "data/postgres",
      description = "Folder of the database (default: ${DEFAULT-VALUE}).")
  private Path data;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "5432",
      description = "TCP port on 127.0.0.1, 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    EmbeddedDatabase database = EmbeddedDatabase.start(data.toAbsolutePath().normalize(), port);
    Runtime.getRuntime().addShutdownHook(new Thread(database::close, "database-stop"));
    out.println("PostgreSQL listens on 127.0.0.1:" + database.port());
    out.println("Give the nodes MILEPOST_STORE_PASSWORD=file:" + data.resolve("password"));
    out.flush();
    new CountDownLatch(1).await();
    return 0;
  }
}
