/**
 * The simulator's command line.
 *
 * <p>Talks to: scene, render, truth, video, training.
 */
package io.milepost.simulator;
