package io.milepost.rsu.api;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.time.Duration;
import java.util.UUID;

/** Issues and checks the three kinds of tokens: access, ticket, node. Thread-safe. */
final class Tokens {
  /** Life of a ticket for a WebSocket. */
  static final Duration TICKET_LIFE = Duration.ofSeconds(15);

  /** Life of a ticket for one media path; longer than an operator looks at one clip. */
  static final Duration MEDIA_LIFE = Duration.ofMinutes(10);

  private static final Duration NODE_LIFE = Duration.ofMinutes(1);
  private static final String ISSUER = "milepost";

  /** Clocks of nodes may differ by this much, seconds. */
  private static final int LEEWAY = 5;

  private static final String USE = "use";
  private static final String ACCESS = "access";
  private static final String TICKET = "ticket";
  private static final String PATH = "path";
  private static final String UNTIL = "until";

  private final JWTAuth jwt;
  private final UsedTickets used;
  private final Duration accessLife;

  Tokens(Vertx vertx, ApiConfig config, UsedTickets used) {
    JWTOptions checks = new JWTOptions().setIssuer(ISSUER).setLeeway(LEEWAY);
    checks.setAlgorithm("HS256");
    this.jwt =
        JWTAuth.create(
            vertx,
            new JWTAuthOptions()
                .addPubSecKey(
                    new PubSecKeyOptions().setAlgorithm("HS256").setBuffer(config.jwtSecret()))
                .setJWTOptions(checks));
    this.used = used;
    this.accessLife = Duration.ofMinutes(config.tokenMinutes());
  }

  /** A sign-in. */
  Issued access(String user, Role role) {
    return sign(claims(user, role, ACCESS), accessLife);
  }

  /** What this node shows to another. */
  String node(String node) {
    return sign(claims(node, Role.NODE, ACCESS), NODE_LIFE).token();
  }

  /** For one WebSocket. */
  Issued socketTicket(Caller caller) {
    return ticket(caller, null, TICKET_LIFE);
  }

  /**
   * For reading one path; all below it when it ends with a slash, and then as long as the sign-in
   * lasts: a player asks for the next piece of a live stream until it is closed.
   */
  Issued mediaTicket(Caller caller, String path) {
    Duration rest = Duration.ofMillis(caller.until() - System.currentTimeMillis());
    boolean folder = path.endsWith("/");
    return ticket(caller, path, folder && rest.compareTo(MEDIA_LIFE) > 0 ? rest : MEDIA_LIFE);
  }

  Issued ticket(Caller caller, String path, Duration life) {
    JsonObject claims =
        claims(caller.name(), caller.role(), TICKET)
            .put("jti", UUID.randomUUID().toString())
            .put(UNTIL, caller.until());
    if (path != null) {
      claims.put(PATH, path);
    }
    return sign(claims, life);
  }

  /** Who this access token belongs to; fails with UNAUTHENTICATED. */
  Future<Caller> checkAccess(String token) {
    return claimsOf(token, ACCESS)
        .map(claims -> caller(claims, claims.getLong("exp") * 1000))
        .recover(Tokens::refuse);
  }

  /** Who this WebSocket ticket belongs to, and uses it up; fails with UNAUTHENTICATED. */
  Future<Caller> checkSocketTicket(String token) {
    return claimsOf(token, TICKET)
        .map(
            claims -> {
              if (claims.containsKey(PATH)) {
                throw unauthenticated("this ticket is for a file, not for a WebSocket");
              }
              long forgetAt = (claims.getLong("exp") + LEEWAY) * 1000;
              if (!used.firstUse(claims.getString("jti"), forgetAt, System.currentTimeMillis())) {
                throw unauthenticated("this ticket has been used; ask for a new one");
              }
              return caller(claims, claims.getLong(UNTIL));
            })
        .recover(Tokens::refuse);
  }

  /** Who this media ticket belongs to; fails with UNAUTHENTICATED when it is for another path. */
  Future<Caller> checkMediaTicket(String token, String path) {
    return claimsOf(token, TICKET)
        .map(
            claims -> {
              String allowed = claims.getString(PATH, "");
              if (!path.equals(allowed) && !(allowed.endsWith("/") && path.startsWith(allowed))) {
                throw unauthenticated("this ticket is not for " + path);
              }
              return caller(claims, claims.getLong(UNTIL));
            })
        .recover(Tokens::refuse);
  }

  private Future<JsonObject> claimsOf(String token, String use) {
    return jwt.authenticate(new TokenCredentials(token))
        .map(user -> user.attributes().getJsonObject("accessToken"))
        .map(
            claims -> {
              if (!use.equals(claims.getString(USE))) {
                throw unauthenticated("this is not an " + use + " token");
              }
              return claims;
            });
  }

  private static Caller caller(JsonObject claims, long until) {
    Role role =
        Role.of(claims.getString("role")).orElseThrow(() -> unauthenticated("unknown role"));
    return new Caller(claims.getString("sub"), role, until);
  }

  private static JsonObject claims(String subject, Role role, String use) {
    return new JsonObject().put("sub", subject).put("role", role.code()).put(USE, use);
  }

  private Issued sign(JsonObject claims, Duration life) {
    JWTOptions options = new JWTOptions().setIssuer(ISSUER);
    options.setAlgorithm("HS256").setExpiresInSeconds((int) life.toSeconds());
    long expiresAt = System.currentTimeMillis() + life.toMillis();
    return new Issued(jwt.generateToken(claims, options), expiresAt);
  }

  private static <T> Future<T> refuse(Throwable e) {
    return Future.failedFuture(
        e instanceof MilepostException known
            ? known
            : unauthenticated("the token is not valid or no longer valid; sign in again"));
  }

  private static MilepostException unauthenticated(String sentence) {
    return new MilepostException(FailureCode.UNAUTHENTICATED, sentence);
  }

  /**
   * A new token.
   *
   * @param token the JWT
   * @param expiresAt UTC milliseconds
   */
  record Issued(String token, long expiresAt) {}
}
