/**
 * An alert as a JSON DENM, the form in which traffic centres and other makers' systems read it.
 *
 * <p>Talks to: nothing; {@code message} carries it over the bus.
 */
package io.milepost.protocol.denm;
