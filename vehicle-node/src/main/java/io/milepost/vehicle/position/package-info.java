/**
 * Where the vehicle is: fixed, or from gpsd over TCP, with age and reason when it is not known; and
 * the geometry of short ways on the earth.
 *
 * <p>Talks to: nothing of the vehicle; gpsd.
 */
package io.milepost.vehicle.position;
