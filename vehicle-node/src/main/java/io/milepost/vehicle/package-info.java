/**
 * The vehicle: command line and start-up of a process that receives alerts, verifies them, decides
 * and keeps a journal.
 *
 * <p>Talks to: its own packages; to RSUs by UDP multicast only, never as a cluster member.
 */
package io.milepost.vehicle;
