package io.milepost.rsu.store;

import io.milepost.protocol.json.Json;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/** Writes records to PostgreSQL in their order, in one transaction. */
final class StoreWriter {
  private final Database database;
  private final String node;

  StoreWriter(Database database, String node) {
    this.database = database;
    this.node = node;
  }

  /** Writes all records or none. */
  Future<Void> write(List<SpoolRecord> records) {
    return database
        .pool()
        .withTransaction(
            connection -> {
              Future<Void> done = Future.succeededFuture();
              for (List<SpoolRecord> run : runs(records)) {
                done = done.compose(nothing -> writeRun(connection, run));
              }
              return done;
            });
  }

  /** Neighbours of one kind go to the server together. */
  private static List<List<SpoolRecord>> runs(List<SpoolRecord> records) {
    List<List<SpoolRecord>> runs = new ArrayList<>();
    RecordKind kind = null;
    for (SpoolRecord each : records) {
      if (each.kind() != kind) {
        runs.add(new ArrayList<>());
        kind = each.kind();
      }
      runs.get(runs.size() - 1).add(each);
    }
    return runs;
  }

  private Future<Void> writeRun(SqlClient client, List<SpoolRecord> run) {
    List<JsonObject> bodies = run.stream().map(entry -> new JsonObject(entry.body())).toList();
    return switch (run.get(0).kind()) {
      case INCIDENT ->
          batch(client, StoreSql.VERSION, bodies.stream().map(this::version).toList())
              .compose(
                  done ->
                      batch(
                          client, StoreSql.INCIDENT, bodies.stream().map(this::incident).toList()));
      case ALERT -> batch(client, StoreSql.ALERT, bodies.stream().map(StoreWriter::alert).toList());
      case CLIP -> clips(client, bodies);
      case AUDIT ->
          batch(
              client,
              StoreSql.AUDIT,
              bodies.stream().map(body -> Tuple.of(body.getString("id"), body)).toList());
    };
  }

  private static Future<Void> clips(SqlClient client, List<JsonObject> bodies) {
    List<Tuple> deleted =
        bodies.stream()
            .filter(clip -> clip.getLong("bytes", 1L) == 0)
            .map(clip -> Tuple.of(clip.getString("id")))
            .toList();
    Future<Void> written =
        batch(client, StoreSql.CLIP, bodies.stream().map(StoreWriter::clip).toList());
    return deleted.isEmpty()
        ? written
        : written.compose(done -> batch(client, StoreSql.CLIP_DELETED, deleted));
  }

  private static Future<Void> batch(SqlClient client, String sql, List<Tuple> rows) {
    return client.preparedQuery(sql).executeBatch(rows).mapEmpty();
  }

  private Tuple version(JsonObject change) {
    JsonObject incident = change.getJsonObject("incident");
    return Tuple.from(
        List.of(
            incident.getString("id"),
            incident.getInteger("version"),
            node,
            change.getString("change"),
            incident,
            change.getJsonObject("stages", new JsonObject())));
  }

  private Tuple incident(JsonObject change) {
    JsonObject incident = change.getJsonObject("incident");
    return Tuple.of(incident.getString("id"), incident.getInteger("version"), incident, node);
  }

  private static Tuple alert(JsonObject alert) {
    return Tuple.of(
        alert.getString("incident"),
        alert.getString("event"),
        alert.getInteger("version"),
        alert.getLong("copies"),
        alert);
  }

  private static Tuple clip(JsonObject clip) {
    return Tuple.of(
        clip.getString("id"),
        clip.getString("incident"),
        clip.getBoolean("complete"),
        clip.getLong("end_utc_millis"),
        clip);
  }

  /**
   * Whether the server is well but refuses what a record contains: SQLSTATE class 22 (data
   * exception) or 23 (integrity constraint). Trying again would not help.
   */
  static boolean refusesContent(Throwable e) {
    return e instanceof PgException pg
        && pg.getSqlState() != null
        && (pg.getSqlState().startsWith("22") || pg.getSqlState().startsWith("23"));
  }

  /** Reads what was written. */
  static <T> T read(JsonObject body, Class<T> type) {
    return Json.read(body.encode(), type);
  }
}
