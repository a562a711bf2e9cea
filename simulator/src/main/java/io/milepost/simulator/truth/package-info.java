/**
 * What is really there, frame by frame, and its JSON form.
 *
 * <p>Talks to: scene.
 */
package io.milepost.simulator.truth;
