package io.milepost.rsu.store;

import java.util.Map;
import java.util.Objects;

/**
 * Who did what.
 *
 * @param id unique, for example a random UUID; makes writing it twice harmless
 * @param at UTC milliseconds
 * @param node node on which it was done
 * @param actor who; null when nobody was signed in
 * @param action for example {@code login}, {@code incident.resolve}
 * @param target what it was done to; may be null
 * @param outcome {@code ok} or {@code refused}
 * @param address network address of the caller; may be null
 * @param detail further named values
 */
public record AuditEntry(
    String id,
    long at,
    String node,
    String actor,
    String action,
    String target,
    String outcome,
    String address,
    Map<String, Object> detail) {

  /** Checks what must never be null. */
  public AuditEntry {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(action, "action");
    Objects.requireNonNull(outcome, "outcome");
    detail = detail == null ? Map.of() : Map.copyOf(detail);
  }
}
