package io.milepost.rsu.incident;

/**
 * Asks a node for a page of what it knows, newest incidents first.
 *
 * @param node who asks
 * @param offset incidents to skip
 * @param size incidents wanted, 1..500
 */
public record BoardRequest(String node, int offset, int size) {}
