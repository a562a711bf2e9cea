/**
 * The node's keys: what it signs with while the files change, and the {@code keys} command that
 * makes, rotates, revokes and hands out keys for both ends.
 *
 * <p>Talks to: the key ring of the protocol; only {@code app} talks to it.
 */
package io.milepost.rsu.keys;
