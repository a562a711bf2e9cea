/**
 * Thin wiring: the commands, and the start-up script of a node. The only package that sees all
 * others.
 *
 * <p>Talks to: every package of the node.
 */
package io.milepost.rsu.app;
