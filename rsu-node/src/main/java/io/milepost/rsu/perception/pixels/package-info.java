/**
 * What a small picture of every decoded frame tells without a model: motion, flames, smoke, things
 * left lying, moving shapes, and whether the camera sees at all.
 *
 * <p>Talks to: camera for decoded pictures, perception for what it adds; no library but FFmpeg's
 * scaler.
 */
package io.milepost.rsu.perception.pixels;
