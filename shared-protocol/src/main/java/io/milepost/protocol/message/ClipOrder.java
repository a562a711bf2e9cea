package io.milepost.protocol.message;

/**
 * Asks a node for a clip of one of its cameras; answered with {@link ClipOrdered}.
 *
 * @param camera camera id
 * @param fromMillis UTC of the beginning, milliseconds
 * @param toMillis UTC of the end, milliseconds, not included
 * @param momentMillis UTC of what the clip is about, 0 when it is about nothing in particular
 * @param profile how it is to be encoded anew, null to copy its pictures
 * @param by who asks
 */
public record ClipOrder(
    String camera, long fromMillis, long toMillis, long momentMillis, String profile, String by) {}
