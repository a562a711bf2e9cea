package io.milepost.rsu.api;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The one user there is: {@code admin}. Only a bcrypt hash of the password stays in memory. Both
 * methods compute for about a fifth of a second and must not run on an event loop. Thread-safe.
 */
final class AdminAccount {
  private static final String NAME = "admin";
  private static final int COST = 11;
  private static final int MAX_BYTES = 72;

  private final byte[] hash;

  AdminAccount(String password) {
    this.hash = BCrypt.withDefaults().hash(COST, password.getBytes(StandardCharsets.UTF_8));
  }

  /** The role when name and password are right; takes equally long when they are not. */
  Optional<Role> verify(String name, String password) {
    byte[] given = password.getBytes(StandardCharsets.UTF_8);
    byte[] tried = given.length > MAX_BYTES ? Arrays.copyOf(given, MAX_BYTES) : given;
    // An unknown name is checked against the same hash, so that it costs the same time.
    boolean right = BCrypt.verifyer().verify(tried, hash).verified;
    return right && NAME.equals(name) && given.length <= MAX_BYTES
        ? Optional.of(Role.ADMIN)
        : Optional.empty();
  }
}
