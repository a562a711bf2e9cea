package io.milepost.protocol.message;

/**
 * A question about this node's detector, or the wish for another one.
 *
 * @param path file to use from now on, in the node's models folder; null only asks
 * @param actor who asks; set by the API
 */
public record ModelRequest(String path, String actor) {}
