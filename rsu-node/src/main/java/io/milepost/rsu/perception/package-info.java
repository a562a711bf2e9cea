/**
 * Looks at frames: one shared ONNX session per model, a deadline scheduler over all cameras,
 * detections out.
 *
 * <p>Talks to: camera for frames, ONNX Runtime; publishes FrameDetections locally.
 */
package io.milepost.rsu.perception;
