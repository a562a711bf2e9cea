package io.milepost.protocol.message;

/**
 * Answer to a {@link ClipOrder}.
 *
 * @param id identity of the clip; the same for the same camera, interval and profile
 * @param node RSU that holds it
 * @param state where it stands: {@code ordered}, {@code partial}, {@code complete}
 */
public record ClipOrdered(String id, String node, String state) {}
