package io.milepost.bench.evaluate;

/**
 * Something that really happens.
 *
 * @param type code of the incident type
 * @param primary true for what the scene is about, false for what follows from it
 * @param start seconds of the video
 * @param end seconds of the video, infinite when it lasts
 * @param x centre of the place, share of the width; NaN when it has none
 * @param y centre of the place, share of the height; NaN when it has none
 */
record TruthEvent(String type, boolean primary, double start, double end, double x, double y) {}
