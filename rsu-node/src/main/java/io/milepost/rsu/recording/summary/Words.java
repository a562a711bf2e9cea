package io.milepost.rsu.recording.summary;

/**
 * What was said of a clip; text for people, to be shown as text.
 *
 * @param clip id of the clip
 * @param text at most 600 characters
 * @param source the model that said it
 * @param at UTC milliseconds
 */
public record Words(String clip, String text, String source, long at) {}
