/**
 * The one JSON dialect of Milepost: snake_case names, lower-case enum codes, duplicate keys
 * refused.
 *
 * <p>Talks to: Jackson.
 */
package io.milepost.protocol.json;
