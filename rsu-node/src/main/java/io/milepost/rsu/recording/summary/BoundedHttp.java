package io.milepost.rsu.recording.summary;

import dev.langchain4j.exception.HttpException;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * HTTP for an endpoint that may be slow, broken or lying: one limit for the whole answer however
 * slowly it drips, one for its size, no redirects. Thread-safe.
 */
final class BoundedHttp implements dev.langchain4j.http.client.HttpClient {
  static final int MOST_BYTES = 256 * 1024;

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final Duration limit;

  private BoundedHttp(Duration limit) {
    this.limit = limit;
  }

  @Override
  public SuccessfulHttpResponse execute(HttpRequest request) {
    java.net.http.HttpRequest.Builder made =
        java.net.http.HttpRequest.newBuilder(URI.create(request.url()))
            .method(
                request.method().name(),
                java.net.http.HttpRequest.BodyPublishers.ofString(
                    request.body() == null ? "" : request.body()));
    request.headers().forEach((name, values) -> values.forEach(v -> made.header(name, v)));
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(made.build(), head -> new Limited());
    try {
      HttpResponse<String> got = answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (got.statusCode() / 100 != 2) {
        throw new HttpException(got.statusCode(), "status " + got.statusCode());
      }
      return SuccessfulHttpResponse.builder()
          .statusCode(got.statusCode())
          .headers(got.headers().map())
          .body(got.body())
          .build();
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped", e);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new dev.langchain4j.exception.TimeoutException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(String.valueOf(e.getCause()), e.getCause());
    }
  }

  @Override
  public void execute(
      HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
    throw new UnsupportedOperationException("answers are taken whole");
  }

  /** Takes so many bytes and no more. */
  private static final class Limited implements HttpResponse.BodySubscriber<String> {
    private final CompletableFuture<String> body = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Flow.Subscription subscription;

    @Override
    public CompletionStage<String> getBody() {
      return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      for (ByteBuffer each : buffers) {
        byte[] piece = new byte[Math.min(each.remaining(), MOST_BYTES + 1 - bytes.size())];
        each.get(piece);
        bytes.writeBytes(piece);
        if (bytes.size() > MOST_BYTES) {
          subscription.cancel();
          body.completeExceptionally(
              new IOException("the answer is larger than " + MOST_BYTES + " bytes"));
          return;
        }
      }
      subscription.request(1);
    }

    @Override
    public void onError(Throwable e) {
      body.completeExceptionally(e);
    }

    @Override
    public void onComplete() {
      body.complete(bytes.toString(StandardCharsets.UTF_8));
    }
  }

  /** As LangChain4j wants it. */
  static final class Builder implements HttpClientBuilder {
    private final Duration limit;

    Builder(Duration limit) {
      this.limit = limit;
    }

    @Override
    public Duration connectTimeout() {
      return limit;
    }

    @Override
    public HttpClientBuilder connectTimeout(Duration ignored) {
      return this;
    }

    @Override
    public Duration readTimeout() {
      return limit;
    }

    @Override
    public HttpClientBuilder readTimeout(Duration ignored) {
      return this;
    }

    @Override
    public dev.langchain4j.http.client.HttpClient build() {
      return new BoundedHttp(limit);
    }
  }
}
