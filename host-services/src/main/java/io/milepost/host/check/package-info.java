/**
 * {@code scripts/milepost check}: what an operator wants to know of a machine before a node runs on
 * it.
 *
 * <p>Talks to: {@code clock}.
 */
package io.milepost.host.check;
