/**
 * The messages that cross the event bus, one immutable record each, and the topics they travel on.
 *
 * <p>Talks to: {@code incident} for the vocabulary, {@code bus} for the typed topics.
 */
package io.milepost.protocol.message;
