/**
 * What the driver sees: a page pushed to a browser, and a picture in a terminal. Shows, never
 * decides.
 *
 * <p>Talks to: {@code receive} for the state, Vert.x for HTTP.
 */
package io.milepost.vehicle.display;
