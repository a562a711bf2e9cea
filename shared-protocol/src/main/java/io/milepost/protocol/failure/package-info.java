/**
 * What can go wrong, as codes that map to HTTP, to the bus and to exit codes in one place each.
 *
 * <p>Talks to: nothing.
 */
package io.milepost.protocol.failure;
