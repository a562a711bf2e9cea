/**
 * Decides from tracked objects whether something dangerous has happened.
 *
 * <p>Talks to: perception for detections; publishes Findings locally.
 */
package io.milepost.rsu.rules;
