/**
 * What perception costs beside the bare model, and how many cameras a machine carries. Talks to the
 * camera, perception and rules packages of the roadside unit, to FFmpeg and ONNX Runtime.
 */
package io.milepost.bench.perception;
