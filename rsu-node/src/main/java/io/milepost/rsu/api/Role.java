package io.milepost.rsu.api;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;

/** What a caller may do. */
enum Role {
  /** Look. */
  VIEWER(1),
  /** Look, and act on incidents and cameras. */
  OPERATOR(2),
  /** Everything. */
  ADMIN(3),
  /** Another node: look, at what this node holds itself. */
  NODE(1);

  private final int rank;

  Role(int rank) {
    this.rank = rank;
  }

  boolean allows(Role required) {
    return rank >= required.rank;
  }

  @JsonValue
  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Role> of(String code) {
    for (Role each : values()) {
      if (each.code().equals(code)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }
}
