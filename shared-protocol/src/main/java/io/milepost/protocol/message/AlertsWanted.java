package io.milepost.protocol.message;

/**
 * Somebody wants to hear once more what is on air.
 *
 * @param node the node that asks
 */
public record AlertsWanted(String node) {}
