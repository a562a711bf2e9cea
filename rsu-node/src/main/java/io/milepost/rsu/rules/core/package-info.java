/**
 * What every rule is written with: the scene it looks at, the evidence it gathers until it is sure,
 * the trace that says why, and the book into which it writes what it found. Knows no rule and
 * nothing of roads.
 */
package io.milepost.rsu.rules.core;
