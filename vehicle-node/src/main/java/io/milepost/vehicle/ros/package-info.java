/**
 * What the vehicle knows, for ROS 2: alerts and decisions as messages, and a speed cap. Natively
 * through the system's CycloneDDS, or through a rosbridge server.
 *
 * <p>Talks to: {@code event} for what happens, libddsc through JNA, rosbridge through Vert.x.
 */
package io.milepost.vehicle.ros;
