/**
 * Decides from tracked objects whether something dangerous has happened. Here the rules of a camera
 * are chosen, configured, run, changed while they run, and listened to. What they are made of lies
 * below:
 *
 * <ul>
 *   <li>{@code track} follows objects from picture to picture,
 *   <li>{@code geometry} knows what people drew into the picture, and metres where they are known,
 *   <li>{@code core} is what every rule is written with,
 *   <li>{@code road} is what is learned of a road from those who use it,
 *   <li>{@code collision}, {@code standing}, {@code traffic}, {@code people} and {@code hazard} are
 *       the rules. None knows another: what they share is in {@code road}, what they told is in the
 *       book of findings.
 * </ul>
 *
 * <p>Talks to: perception for detections; publishes Findings locally.
 */
package io.milepost.rsu.rules;
