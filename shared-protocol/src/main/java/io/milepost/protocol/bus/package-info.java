/**
 * Typed topics and record codecs: the only way on or off the event bus.
 *
 * <p>Talks to: the Vert.x event bus and {@code json}.
 */
package io.milepost.protocol.bus;
