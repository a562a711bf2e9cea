package io.milepost.rsu.api;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;

/** Fetches from another node what only that node holds, and passes it on as it comes. */
final class PeerProxy {
  private static final long TIMEOUT_MILLIS = 5_000;
  private static final List<String> REQUEST_HEADERS = List.of("Range", "If-Range", "If-None-Match");
  private static final List<String> RESPONSE_HEADERS =
      List.of(
          "Content-Type",
          "Content-Length",
          "Content-Range",
          "Accept-Ranges",
          "ETag",
          "Cache-Control",
          "X-Picture-Pts-Us",
          "X-Picture-Utc-Ms");

  private final HttpClient client;
  private final PeerDirectory peers;
  private final Tokens tokens;

  PeerProxy(HttpClient client, PeerDirectory peers, Tokens tokens) {
    this.client = client;
    this.peers = peers;
    this.tokens = tokens;
  }

  /** Answers the request with what the first of these nodes has that has it. */
  void pass(RoutingContext ctx, List<String> nodes, String what) {
    if (nodes.isEmpty()) {
      ctx.fail(
          new MilepostException(FailureCode.NOT_FOUND, what + " is not held by any node in reach"));
      return;
    }
    String node = nodes.get(0);
    List<String> others = nodes.subList(1, nodes.size());
    ask(ctx, node)
        .onSuccess(
            answer -> {
              if (answer.statusCode() == 404 && !others.isEmpty()) {
                pass(ctx, others, what);
              } else {
                copy(ctx, answer, what);
              }
            })
        .onFailure(
            e -> {
              if (others.isEmpty()) {
                ctx.fail(
                    new MilepostException(
                        FailureCode.UNAVAILABLE,
                        "node " + node + " does not answer; try again",
                        e));
              } else {
                pass(ctx, others, what);
              }
            });
  }

  private Future<HttpClientResponse> ask(RoutingContext ctx, String node) {
    String base = peers.apiUrl(node).orElse(null);
    if (base == null) {
      return Future.failedFuture("node " + node + " is lost");
    }
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setAbsoluteURI(base + ctx.request().path() + query(ctx))
            .setConnectTimeout(TIMEOUT_MILLIS)
            .putHeader("Authorization", "Bearer " + tokens.node(peers.selfId()));
    for (String name : REQUEST_HEADERS) {
      String value = ctx.request().getHeader(name);
      if (value != null) {
        options.putHeader(name, value);
      }
    }
    return client
        .request(options)
        .compose(
            request ->
                request
                    .send()
                    // Held until somebody reads; the pause must come before this turn of the loop
                    // ends. The limit is for the head alone: a video element that has read enough
                    // for now stops the flow for minutes.
                    .map(HttpClientResponse::pause)
                    .map(HttpClientResponse.class::cast)
                    .timeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                    .onFailure(e -> request.reset()));
  }

  /** What the caller asked, without what let him in here and whom he asked for. */
  private static String query(RoutingContext ctx) {
    StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
    for (Map.Entry<String, String> each : ctx.queryParams()) {
      if (!each.getKey().equals("ticket") && !each.getKey().equals("node")) {
        query.add(encoded(each.getKey()) + "=" + encoded(each.getValue()));
      }
    }
    return query.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static void copy(RoutingContext ctx, HttpClientResponse answer, String what) {
    int status = answer.statusCode();
    if (status != 200 && status != 206 && status != 304 && status != 416) {
      answer.resume();
      ctx.fail(
          status == 404
              ? new MilepostException(FailureCode.NOT_FOUND, "there is no " + what)
              : new MilepostException(
                  FailureCode.UNAVAILABLE, "the node that holds " + what + " said " + status));
      return;
    }
    HttpServerResponse response = ctx.response().setStatusCode(status);
    for (String name : RESPONSE_HEADERS) {
      String value = answer.getHeader(name);
      if (value != null) {
        response.putHeader(name, value);
      }
    }
    if (!response.headers().contains("Content-Length")) {
      response.setChunked(true);
    }
    answer
        .pipeTo(response)
        .onFailure(
            e -> {
              // The viewer has gone; nobody needs the rest of the clip.
              answer.request().reset();
              ctx.fail(e);
            });
  }
}
