package io.milepost.rsu.camera;

/** A server has named another address; nothing has been said to that one yet. */
final class Redirected extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String location;

  Redirected(String location) {
    super("redirected", null, false, false);
    this.location = location;
  }

  /** Where to, as the server wrote it. */
  String location() {
    return location;
  }
}
