package io.milepost.protocol.bus;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.MessageConsumerOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A typed address: the only way on or off the event bus. Consumers accept the record itself (local
 * delivery), its compact form (cluster) or a JSON object (bridge); anything else gets a failure
 * reply and is otherwise ignored. The bus has no back-pressure: a consumer must bound its own work.
 *
 * @param address bus address
 * @param type record class of the messages
 * @param scope how far they travel
 */
public record Topic<T>(String address, Class<T> type, Scope scope) {
  private static final Logger LOG = LoggerFactory.getLogger(Topic.class);

  /** How long a request waits for its reply. */
  public static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(3);

  /** Checks that nothing is missing. */
  public Topic {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(scope, "scope");
  }

  /** Hands a message to every consumer. */
  public void publish(EventBus bus, T message) {
    bus.publish(address, message, options());
  }

  /**
   * Asks one consumer.
   *
   * @return the reply; fails with a {@link MilepostException}: the consumer's own, or UNAVAILABLE
   *     (no consumer) or TIMEOUT
   */
  public <R> Future<R> request(EventBus bus, T message, Class<R> replyType) {
    return request(bus, message, replyType, REQUEST_TIMEOUT);
  }

  /** Asks one consumer whose work may take longer than {@link #REQUEST_TIMEOUT}. */
  public <R> Future<R> request(EventBus bus, T message, Class<R> replyType, Duration patience) {
    DeliveryOptions patient = options().setSendTimeout(patience.toMillis());
    return bus.<Object>request(address, message, patient)
        .map(reply -> decode(reply.body(), replyType))
        .recover(e -> Future.failedFuture(failure(address, e)));
  }

  /**
   * Consumes published messages; a malformed one or a handler that throws is logged, never fatal.
   */
  public MessageConsumer<Object> consume(EventBus bus, Consumer<T> handler) {
    return register(
        bus,
        message -> {
          handler.accept(decode(message.body(), type));
          return Future.succeededFuture();
        });
  }

  /** Answers requests; a failed future becomes a failure reply with its code and sentence. */
  public <R> MessageConsumer<Object> answer(EventBus bus, Function<T, Future<R>> handler) {
    return register(bus, message -> handler.apply(decode(message.body(), type)));
  }

  private <R> MessageConsumer<Object> register(
      EventBus bus, Function<Message<Object>, Future<R>> handler) {
    MessageConsumerOptions options =
        new MessageConsumerOptions().setAddress(address).setLocalOnly(scope == Scope.LOCAL);
    return bus.consumer(options, message -> deliver(message, handler));
  }

  private <R> void deliver(Message<Object> message, Function<Message<Object>, Future<R>> handler) {
    Future<R> done;
    try {
      done = handler.apply(message);
    } catch (RuntimeException e) {
      done = Future.failedFuture(e);
    }
    done.onSuccess(
            reply -> {
              if (message.replyAddress() != null) {
                message.reply(asSentBy(message, reply));
              }
            })
        .onFailure(e -> fail(message, e));
  }

  /** A caller that spoke JSON is answered in JSON. */
  private static Object asSentBy(Message<Object> message, Object reply) {
    return message.body() instanceof JsonObject && reply instanceof Record
        ? new JsonObject(Json.write(reply))
        : reply;
  }

  private void fail(Message<Object> message, Throwable e) {
    FailureCode code = e instanceof MilepostException known ? known.code() : FailureCode.INTERNAL;
    if (code == FailureCode.INTERNAL) {
      LOG.error("bus handler failed address={}", address, e);
    } else {
      LOG.debug("bus message refused address={} code={} reason={}", address, code, e.getMessage());
    }
    if (message.replyAddress() != null) {
      message.fail(code.code(), e.getMessage() == null ? code.name() : e.getMessage());
    }
  }

  private static <R> R decode(Object body, Class<R> type) {
    if (type.isInstance(body)) {
      return type.cast(body);
    }
    if (body instanceof JsonObject json) {
      return Json.read(json.encode(), type);
    }
    throw new MilepostException(
        FailureCode.BAD_REQUEST,
        "expected a "
            + type.getSimpleName()
            + " as a JSON object but got "
            + (body == null ? "nothing" : body.getClass().getSimpleName()));
  }

  private static MilepostException failure(String address, Throwable e) {
    if (e instanceof MilepostException known) {
      return known;
    }
    if (e instanceof ReplyException reply) {
      if (reply.failureType() == ReplyFailure.NO_HANDLERS) {
        return new MilepostException(
            FailureCode.UNAVAILABLE, "nobody answers at " + address + " yet; try again", e);
      }
      if (reply.failureType() == ReplyFailure.TIMEOUT) {
        return new MilepostException(FailureCode.TIMEOUT, "no answer from " + address, e);
      }
      return new MilepostException(FailureCode.of(reply.failureCode()), reply.getMessage(), e);
    }
    return new MilepostException(FailureCode.INTERNAL, "request to " + address + " failed", e);
  }

  private DeliveryOptions options() {
    return new DeliveryOptions()
        .setLocalOnly(scope == Scope.LOCAL)
        .setSendTimeout(REQUEST_TIMEOUT.toMillis());
  }
}
