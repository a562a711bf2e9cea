package io.milepost.rsu.api;

/**
 * Who is calling.
 *
 * @param name user name, or node id for the role {@link Role#NODE}
 * @param role what he may do
 * @param until UTC milliseconds at which his sign-in ends
 */
record Caller(String name, Role role, long until) {
  boolean isNode() {
    return role == Role.NODE;
  }
}
