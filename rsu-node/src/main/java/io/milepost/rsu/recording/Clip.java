package io.milepost.rsu.recording;

import io.milepost.protocol.message.ClipReady;

/**
 * One clip, as indexed.
 *
 * @param id identity, also the file's name
 * @param incident id of the incident, empty when somebody asked for the clip
 * @param camera camera id
 * @param file {@code <yyyy-MM-dd>/<id>.mp4} inside the folder of clips
 * @param fromMicros UTC asked for, microseconds
 * @param toMicros UTC asked for, microseconds
 * @param momentMicros UTC of the incident
 * @param triggeredMillis UTC at which the clip was ordered, milliseconds
 * @param content what the file holds, null while there is none
 * @param state where it stands
 * @param orderedBy who asked for it, null for an incident's
 * @param profile how it is to be encoded anew, null when its pictures are copied
 * @param builtMillis UTC at which the file was written, 0 while there is none
 * @param checkedMillis UTC at which the file was last read and found as it was written
 * @param damage what is wrong with the file, null when nothing is
 * @param export what encoding anew has brought, as JSON; null when pictures are copied
 */
record Clip(
    String id,
    String incident,
    String camera,
    String file,
    long fromMicros,
    long toMicros,
    long momentMicros,
    long triggeredMillis,
    ClipContent content,
    State state,
    String orderedBy,
    String profile,
    long builtMillis,
    long checkedMillis,
    String damage,
    String export) {

  /** Where a clip stands. */
  enum State {
    /** Ordered, no file yet. */
    ORDERED,
    /** Playable, the rest is still to come. */
    PARTIAL,
    /** As long as it will ever be. */
    COMPLETE
  }

  /** A clip of an incident, of which nothing more is known. */
  Clip(
      String id,
      String incident,
      String camera,
      String file,
      long fromMicros,
      long toMicros,
      long momentMicros,
      long triggeredMillis,
      ClipContent content,
      State state) {
    this(
        id,
        incident,
        camera,
        file,
        fromMicros,
        toMicros,
        momentMicros,
        triggeredMillis,
        content,
        state,
        null,
        null,
        0,
        0,
        null,
        null);
  }

  /** An order for an interval. */
  static Clip order(
      String id, String incident, String camera, String day, Window window, String by, String how) {
    return new Clip(
        id,
        incident,
        camera,
        day + "/" + id + ".mp4",
        window.fromMicros(),
        window.toMicros(),
        window.momentMicros(),
        window.triggeredMillis(),
        null,
        State.ORDERED,
        by,
        how,
        0,
        0,
        null,
        null);
  }

  /**
   * What is asked for.
   *
   * @param fromMicros UTC of the beginning
   * @param toMicros UTC of the end
   * @param momentMicros what must be seen
   * @param triggeredMillis UTC of the order, milliseconds
   */
  record Window(long fromMicros, long toMicros, long momentMicros, long triggeredMillis) {}

  /** The message for everybody when its file has been deleted. */
  ClipReady deleted(String node) {
    return new ClipReady(
        id,
        incident,
        camera,
        node,
        file,
        Math.floorDiv(fromMicros, 1000),
        Math.floorDiv(toMicros, 1000),
        0,
        0,
        "",
        true);
  }

  /** The message for everybody. */
  ClipReady ready(String node) {
    return new ClipReady(
        id,
        incident,
        camera,
        node,
        file,
        Math.floorDiv(content.startMicros(), 1000),
        Math.floorDiv(content.endMicros(), 1000),
        content.seconds(),
        content.bytes(),
        content.sha256(),
        state == State.COMPLETE);
  }
}
