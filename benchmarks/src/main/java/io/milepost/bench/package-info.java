/**
 * The figures we publish: each measured beside a peer or a physical limit in the same run,
 * repeated, with median and spread.
 *
 * <p>Talks to: every module, as its user would; child processes for what concerns a whole node.
 */
package io.milepost.bench;
