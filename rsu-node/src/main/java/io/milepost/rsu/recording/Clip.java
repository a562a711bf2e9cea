package io.milepost.rsu.recording;

import io.milepost.protocol.message.ClipReady;

/**
 * One clip, as indexed.
 *
 * @param id identity, also the file's name
 * @param incident id of the incident
 * @param camera camera id
 * @param file {@code <yyyy-MM-dd>/<id>.mp4} inside the folder of clips
 * @param fromMicros UTC asked for, microseconds
 * @param toMicros UTC asked for, microseconds
 * @param momentMicros UTC of the incident
 * @param triggeredMillis UTC at which the clip was ordered, milliseconds
 * @param content what the file holds, null while there is none
 * @param state where it stands
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
    State state) {

  /** Where a clip stands. */
  enum State {
    /** Ordered, no file yet. */
    ORDERED,
    /** Playable, the rest is still to come. */
    PARTIAL,
    /** As long as it will ever be. */
    COMPLETE
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
