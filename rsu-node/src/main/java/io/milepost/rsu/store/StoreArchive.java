package io.milepost.rsu.store;

import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.message.AlertOnAir;
import io.milepost.protocol.message.ClipReady;
import io.milepost.rsu.incident.IncidentArchive;
import io.milepost.rsu.incident.IncidentBoard;
import io.milepost.rsu.incident.IncidentPage;
import io.milepost.rsu.incident.IncidentQuery;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The archive: PostgreSQL when it answers in time, this node's board otherwise. What the board
 * knows and PostgreSQL does not yet have is laid over its answer, so a reader never sees an
 * incident in an older version than the bus has told. After a failure PostgreSQL is left alone for
 * two seconds. Thread-safe.
 */
public final class StoreArchive implements IncidentArchive {
  private static final Logger LOG = LoggerFactory.getLogger(StoreArchive.class);
  private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Database database;
  private final IncidentBoard board;
  private final LongSupplier nanos;
  private final AtomicLong restUntil;

  /**
   * An archive.
   *
   * @param database null when there is none
   */
  public StoreArchive(Database database, IncidentBoard board) {
    this(database, board, System::nanoTime);
  }

  StoreArchive(Database database, IncidentBoard board, LongSupplier nanos) {
    this.database = database;
    this.board = board;
    this.nanos = nanos;
    this.restUntil = new AtomicLong(nanos.getAsLong());
  }

  @Override
  public Future<IncidentPage> find(IncidentQuery query) {
    Predicate<Incident> wanted = wanted(query);
    Tuple filter =
        Tuple.of(
            query.camera(),
            query.type() == null ? null : query.type().code(),
            query.state() == null ? null : query.state().code(),
            query.fromMillis(),
            query.toMillis());
    return select(StoreSql.COUNT, filter)
        .compose(
            count -> {
              long total = count.iterator().next().getLong(0);
              Tuple page = Tuple.tuple();
              for (int i = 0; i < filter.size(); i++) {
                page.addValue(filter.getValue(i));
              }
              page.addInteger(query.size()).addLong((query.page() - 1L) * query.size());
              return select(StoreSql.PAGE, page)
                  .map(rows -> overlay(read(rows, Incident.class), total, query, wanted));
            })
        .recover(e -> Future.succeededFuture(fromBoard(query, wanted)));
  }

  private IncidentPage overlay(
      List<Incident> rows, long total, IncidentQuery query, Predicate<Incident> wanted) {
    List<Incident> items = new ArrayList<>();
    rows.forEach(row -> items.add(newer(row)));
    long missing = 0;
    if (query.page() == 1) {
      long newest = rows.isEmpty() ? Long.MIN_VALUE : rows.get(0).confirmedAt();
      List<Incident> fresh =
          board.list(
              i ->
                  wanted.test(i)
                      && i.confirmedAt() >= newest
                      && rows.stream().noneMatch(row -> row.id().equals(i.id())));
      missing = fresh.size();
      items.addAll(0, fresh);
    }
    items.removeIf(wanted.negate());
    int size = Math.min(items.size(), query.size());
    return new IncidentPage(
        List.copyOf(items.subList(0, size)),
        query.page(),
        query.size(),
        total + missing,
        "database");
  }

  private Incident newer(Incident row) {
    return board.incident(row.id()).filter(i -> i.version() > row.version()).orElse(row);
  }

  private IncidentPage fromBoard(IncidentQuery query, Predicate<Incident> wanted) {
    List<Incident> all = board.list(wanted);
    int from = (int) Math.min(all.size(), (query.page() - 1L) * query.size());
    int to = Math.min(all.size(), from + query.size());
    return new IncidentPage(
        List.copyOf(all.subList(from, to)), query.page(), query.size(), all.size(), "memory");
  }

  private static Predicate<Incident> wanted(IncidentQuery query) {
    return i ->
        (query.camera() == null || query.camera().equals(i.camera()))
            && (query.type() == null || query.type() == i.type())
            && (query.state() == null || query.state() == i.state())
            && (query.fromMillis() == null || i.confirmedAt() >= query.fromMillis())
            && (query.toMillis() == null || i.confirmedAt() < query.toMillis());
  }

  @Override
  public Future<Optional<Incident>> incident(String id) {
    return select(StoreSql.ONE, Tuple.of(id))
        .map(rows -> read(rows, Incident.class).stream().findFirst().map(this::newer))
        .map(found -> found.or(() -> board.incident(id)))
        .recover(e -> Future.succeededFuture(board.incident(id)));
  }

  @Override
  public Future<List<ClipReady>> clips(String incidentId) {
    return select(StoreSql.CLIPS, Tuple.of(incidentId))
        .map(rows -> read(rows, ClipReady.class))
        .recover(e -> Future.succeededFuture(List.of()))
        .map(
            rows ->
                newest(
                    rows,
                    board.clips(incidentId),
                    ClipReady::id,
                    (row, fresh) -> fresh.complete() || !row.complete(),
                    Comparator.comparingLong(ClipReady::startUtcMillis)));
  }

  @Override
  public Future<List<AlertOnAir>> alerts(String incidentId) {
    return select(StoreSql.ALERTS, Tuple.of(incidentId))
        .map(rows -> read(rows, AlertOnAir.class))
        .recover(e -> Future.succeededFuture(List.of()))
        .map(
            rows ->
                newest(
                    rows,
                    board.alerts(incidentId),
                    AlertOnAir::event,
                    (row, fresh) -> !row.isLaterThan(fresh),
                    Comparator.comparingLong(AlertOnAir::firstSentAt)));
  }

  /** Lays what the board knows over what the database has. */
  private static <T> List<T> newest(
      List<T> rows,
      List<T> fresh,
      Function<T, String> key,
      BiPredicate<T, T> replaces,
      Comparator<T> order) {
    Map<String, T> all = new LinkedHashMap<>();
    rows.forEach(row -> all.put(key.apply(row), row));
    fresh.forEach(
        item -> all.merge(key.apply(item), item, (row, f) -> replaces.test(row, f) ? f : row));
    return all.values().stream().sorted(order).toList();
  }

  private Future<RowSet<Row>> select(String sql, Tuple values) {
    if (database == null || nanos.getAsLong() - restUntil.get() < 0) {
      return Future.failedFuture("PostgreSQL is left alone");
    }
    return database
        .pool()
        .preparedQuery(sql)
        .execute(values)
        .timeout(database.config().readTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(
            e -> {
              restUntil.set(nanos.getAsLong() + REST_NANOS);
              LOG.warn("archive answers from memory reason={}", e.getMessage());
            });
  }

  private static <T> List<T> read(RowSet<Row> rows, Class<T> type) {
    List<T> found = new ArrayList<>();
    rows.forEach(row -> found.add(StoreWriter.read((JsonObject) row.getValue(0), type)));
    return found;
  }
}
