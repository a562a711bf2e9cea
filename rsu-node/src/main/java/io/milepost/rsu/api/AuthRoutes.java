package io.milepost.rsu.api;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.vertx.core.WorkerExecutor;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sign-in and tickets. */
final class AuthRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(AuthRoutes.class);

  /** Password checks that may wait for a thread at a time. */
  private static final int MAX_WAITING = 16;

  private final Tokens tokens;
  private final AdminAccount account;
  private final LoginLimiter limiter;
  private final WorkerExecutor workers;
  private final AtomicInteger waiting = new AtomicInteger();

  AuthRoutes(Tokens tokens, AdminAccount account, LoginLimiter limiter, WorkerExecutor workers) {
    this.tokens = tokens;
    this.account = account;
    this.limiter = limiter;
    this.workers = workers;
  }

  void mount(Router router, Doorkeeper door) {
    router.post("/api/v1/auth/login").handler(this::login);
    router.post("/api/v1/auth/ticket").handler(door.atLeast(Role.VIEWER)).handler(this::ticket);
  }

  private void login(RoutingContext ctx) {
    Credentials given = Input.body(ctx, Credentials.class);
    if (given.username == null || given.password == null || given.username.length() > 128) {
      throw Input.refuse("send {\"username\": …, \"password\": …}");
    }
    String address = ctx.request().remoteAddress().hostAddress();
    long wait = limiter.tryLogin(address, TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
    if (wait > 0) {
      tooMany(ctx, wait, "too many logins from " + address + "; wait " + wait + " s");
      return;
    }
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      tooMany(ctx, 1, "too many logins at once; try again");
      return;
    }
    workers
        .executeBlocking(() -> account.verify(given.username, given.password), false)
        .onComplete(done -> waiting.decrementAndGet())
        .onSuccess(
            role -> {
              if (role.isEmpty()) {
                LOG.info("login refused address={}", address);
                ctx.fail(
                    new MilepostException(
                        FailureCode.UNAUTHENTICATED, "user name or password is wrong"));
                return;
              }
              limiter.succeeded(address);
              LOG.info("login user={} address={}", given.username, address);
              Tokens.Issued issued = tokens.access(given.username, role.get());
              Answers.json(
                  ctx, new SignIn(issued.token(), issued.expiresAt(), given.username, role.get()));
            })
        .onFailure(ctx::fail);
  }

  private static void tooMany(RoutingContext ctx, long seconds, String sentence) {
    ctx.response().putHeader("Retry-After", Long.toString(seconds));
    ctx.fail(new MilepostException(FailureCode.OVERLOADED, sentence));
  }

  private void ticket(RoutingContext ctx) {
    TicketRequest wanted = Input.bodyOr(ctx, TicketRequest.class, new TicketRequest(null));
    Caller caller = Doorkeeper.caller(ctx);
    if (wanted.path == null) {
      Answers.json(ctx, Ticket.of(tokens.socketTicket(caller)));
      return;
    }
    if (!wanted.path.matches(
        "/api/v1/(clips/[A-Za-z0-9._:-]{1,128}(/thumbnail\\.jpg|/preview\\.webp)?"
            + "|cameras/[a-z0-9_-]{1,64}/(snapshot(\\.jpg)?|video\\.mp4|hls/))")) {
      throw Input.refuse(
          "path must be that of a clip, a picture of it, a snapshot, a video.mp4 or an hls/ folder");
    }
    Answers.json(ctx, Ticket.of(tokens.mediaTicket(caller, wanted.path)));
  }

  private record Credentials(String username, String password) {}

  private record SignIn(String token, long expiresAt, String user, Role role) {}

  private record TicketRequest(String path) {}

  private record Ticket(String ticket, long expiresAt) {
    static Ticket of(Tokens.Issued issued) {
      return new Ticket(issued.token(), issued.expiresAt());
    }
  }
}
