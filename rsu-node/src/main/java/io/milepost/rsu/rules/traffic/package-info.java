/**
 * How vehicles drive: against their lane, too fast, or hardly at all because there are too many.
 */
package io.milepost.rsu.rules.traffic;
