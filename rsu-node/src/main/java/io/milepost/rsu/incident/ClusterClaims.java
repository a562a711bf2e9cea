package io.milepost.rsu.incident;

import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.json.Json;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.AsyncMap;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says cluster-wide which incident a type, road and time bucket belongs to. It only speeds up what
 * the replicas would find out anyway: it also knows incidents whose messages this node missed. When
 * the map cannot be reached nothing is claimed and nothing is lost.
 */
final class ClusterClaims {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterClaims.class);
  private static final String MAP = "milepost.claims";

  private final Vertx vertx;
  private final Sameness sameness;
  private final long lifeMillis;

  ClusterClaims(Vertx vertx, DeskConfig config) {
    this.vertx = vertx;
    this.sameness = new Sameness(config);
    this.lifeMillis = 3 * config.bucket().toMillis();
  }

  /**
   * Claims the bucket of an incident.
   *
   * @return the incident that holds this or the neighbouring buckets; empty when the claim was won
   *     or the incident has no road
   */
  Future<Optional<Incident>> claim(Incident incident) {
    String key = sameness.bucketKey(incident, 0);
    if (key == null) {
      return Future.succeededFuture(Optional.empty());
    }
    return map()
        .compose(
            map ->
                map.putIfAbsent(key, Json.write(incident), lifeMillis)
                    .compose(
                        holder ->
                            holder != null
                                ? Future.succeededFuture(holder)
                                : before(map, incident)))
        .map(text -> Optional.ofNullable(text).map(json -> Json.read(json, Incident.class)))
        .map(holder -> holder.filter(i -> !i.id().equals(incident.id())));
  }

  private Future<String> before(AsyncMap<String, String> map, Incident incident) {
    return map.get(sameness.bucketKey(incident, 1))
        .compose(
            found ->
                found != null
                    ? Future.succeededFuture(found)
                    : map.get(sameness.bucketKey(incident, -1)));
  }

  /** Takes the bucket from a holder that is over or was confirmed later. */
  Future<Void> take(Incident incident) {
    return map()
        .compose(map -> map.put(sameness.bucketKey(incident, 0), Json.write(incident), lifeMillis));
  }

  /** Makes the map before the first claim needs it. */
  void warmUp() {
    map()
        .compose(map -> map.get("warm-up"))
        .onFailure(e -> LOG.debug("claims not reached yet reason={}", e.toString()));
  }

  private Future<AsyncMap<String, String>> map() {
    return vertx.sharedData().getAsyncMap(MAP);
  }
}
