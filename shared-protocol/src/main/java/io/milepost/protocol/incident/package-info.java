/**
 * The vocabulary of road incidents: types with their ETSI cause codes, severities, states and
 * advice.
 *
 * <p>Talks to: nothing. Everything else talks in these words.
 */
package io.milepost.protocol.incident;
