/**
 * Frames and labels for training the detector.
 *
 * <p>Talks to: scene, render, truth.
 */
package io.milepost.simulator.training;
