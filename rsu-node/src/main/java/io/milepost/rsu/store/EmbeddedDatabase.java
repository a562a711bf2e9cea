package io.milepost.rsu.store;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server of our own for the demo and for development: in a given folder, on loopback
 * only, with a password that is made at the first start and kept in the folder.
 *
 * <p>Works as root, too: PostgreSQL refuses to run as root, so the server then runs in a user
 * namespace of its own ({@code unshare -U}). A server left behind by a killed process is stopped
 * first. All methods block; call them from a main thread.
 */
public final class EmbeddedDatabase implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);
  private static final String NAME = "milepost";
  private static final Duration START_WAIT = Duration.ofSeconds(30);

  private final EmbeddedPostgres server;
  private final String password;
  private final boolean first;

  private EmbeddedDatabase(EmbeddedPostgres server, String password, boolean first) {
    this.server = server;
    this.password = password;
    this.first = first;
  }

  /**
   * Starts the server and makes the database {@code milepost} at the first start.
   *
   * @param folder data folder; {@code data}, {@code bin} and {@code password} are made inside
   * @param port TCP port on loopback, 0 for any free one
   * @throws MilepostException UNAVAILABLE when the server does not come up
   */
  public static EmbeddedDatabase start(Path folder, int port) {
    long began = System.nanoTime();
    try {
      // The binaries are unpacked into a folder that anybody may write to; nobody else gets there.
      Files.setPosixFilePermissions(
          Files.createDirectories(folder), PosixFilePermissions.fromString("rwx------"));
      Path data = Files.createDirectories(folder.resolve("data"));
      Path binaries = Files.createDirectories(folder.resolve("bin"));
      new StaleServer(data).clear();
      boolean first = !Files.exists(data.resolve("PG_VERSION"));
      String password = password(folder.resolve("password"));
      EmbeddedPostgres.Builder builder = builder(data, binaries, port);
      EmbeddedPostgres server =
          first ? builder.start() : builder.setConnectConfig("password", password).start();
      EmbeddedDatabase database = new EmbeddedDatabase(server, password, first);
      try {
        if (!secured(data)) {
          secure(server.getPostgresDatabase(), data, password);
        }
      } catch (SQLException | IOException e) {
        server.close();
        throw e;
      }
      LOG.info(
          "embedded database started port={} first={} ms={}",
          server.getPort(),
          first,
          (System.nanoTime() - began) / 1_000_000);
      return database;
    } catch (IOException | SQLException | IllegalStateException e) {
      throw new MilepostException(
          FailureCode.UNAVAILABLE,
          "the embedded PostgreSQL in "
              + folder
              + " did not start: "
              + e.getMessage()
              + (root() ? "; as root it needs user namespaces (try: unshare -U id)" : ""),
          e);
    }
  }

  private static EmbeddedPostgres.Builder builder(Path data, Path binaries, int port) {
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setOverrideWorkingDirectory(binaries.toFile())
        .setPort(port)
        .setPGStartupWait(START_WAIT)
        .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
        .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
        .setServerConfig("listen_addresses", "127.0.0.1,localhost")
        .setServerConfig("unix_socket_directories", "")
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("shared_buffers", "32MB")
        .setServerConfig("max_connections", "50");
  }

  private static String password(Path file) throws IOException {
    if (Files.exists(file)) {
      return Files.readString(file).strip();
    }
    byte[] random = new byte[18];
    new SecureRandom().nextBytes(random);
    String password = HexFormat.of().formatHex(random);
    var mode = PosixFilePermissions.fromString("rw-------");
    Files.createFile(file, PosixFilePermissions.asFileAttribute(mode));
    Files.writeString(file, password + "\n");
    return password;
  }

  private static boolean secured(Path data) throws IOException {
    return !Files.readString(data.resolve("pg_hba.conf")).contains("trust");
  }

  /** The folder begins without passwords; from here on every connection needs one. */
  private static void secure(DataSource source, Path data, String password)
      throws SQLException, IOException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER ROLE postgres PASSWORD '" + password + "'");
      if (!exists(statement, "SELECT 1 FROM pg_roles WHERE rolname = '" + NAME + "'")) {
        statement.execute("CREATE ROLE " + NAME + " LOGIN");
      }
      statement.execute("ALTER ROLE " + NAME + " PASSWORD '" + password + "'");
      if (!exists(statement, "SELECT 1 FROM pg_database WHERE datname = '" + NAME + "'")) {
        statement.execute("CREATE DATABASE " + NAME + " OWNER " + NAME);
      }
      Path fresh = data.resolve("pg_hba.conf.new");
      Files.writeString(
          fresh,
          "host all all 127.0.0.1/32 scram-sha-256\nhost all all ::1/128 scram-sha-256\n",
          StandardCharsets.US_ASCII);
      Files.move(
          fresh,
          data.resolve("pg_hba.conf"),
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.ATOMIC_MOVE);
      statement.execute("SELECT pg_reload_conf()");
    }
  }

  private static boolean exists(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      return rows.next();
    }
  }

  private static boolean root() {
    return "root".equals(System.getProperty("user.name"));
  }

  /** How to connect to it. */
  public StoreConfig config() {
    return StoreConfig.at("127.0.0.1", server.getPort(), NAME, NAME, password);
  }

  /** TCP port on loopback. */
  public int port() {
    return server.getPort();
  }

  /** Whether this start has made the database. */
  public boolean first() {
    return first;
  }

  /** Stops the server; what it holds stays in the folder. */
  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      LOG.warn("embedded database not stopped cleanly reason={}", e.getMessage());
    }
  }
}
