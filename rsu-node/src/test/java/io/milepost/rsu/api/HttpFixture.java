package io.milepost.rsu.api;

import static io.milepost.rsu.api.ApiNode.await;

import io.milepost.protocol.message.Topics;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A node with one camera, and a client that calls it over HTTP. */
abstract class HttpFixture {
  final Vertx vertx = Vertx.vertx();
  final ApiNode node = new ApiNode(vertx, "rsu-a");
  String viewer;
  String operator;
  private WebClient client;

  @BeforeEach
  void start() throws Exception {
    Topics.registerCodecs(vertx.eventBus());
    node.states = List.of(Samples.camera("cam-1", "Bridge", "live", null));
    node.start();
    client = WebClient.create(vertx);
    viewer = node.accessToken(Role.VIEWER);
    operator = node.accessToken(Role.OPERATOR);
  }

  @AfterEach
  void stop() throws Exception {
    node.stop();
    await(vertx.close());
  }

  HttpResponse<Buffer> get(String path, String token) throws Exception {
    HttpRequest<Buffer> request = request(HttpMethod.GET, path);
    return await((token == null ? request : request.bearerTokenAuthentication(token)).send());
  }

  HttpResponse<Buffer> post(String path, String token, String body) throws Exception {
    HttpRequest<Buffer> request = request(HttpMethod.POST, path);
    if (token != null) {
      request.bearerTokenAuthentication(token);
    }
    return await(body == null ? request.send() : request.sendBuffer(Buffer.buffer(body)));
  }

  HttpRequest<Buffer> request(HttpMethod method, String path) {
    return client.request(method, node.port, "127.0.0.1", path);
  }
}
