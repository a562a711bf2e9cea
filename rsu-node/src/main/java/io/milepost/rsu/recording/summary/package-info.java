/**
 * What a clip shows, in words: always a sentence from the incident's own facts, and when an
 * endpoint is configured what a model says of a few pictures. Words are never more than text for
 * people; nothing waits for them and nothing is decided by them.
 *
 * <p>Talks to: the bus, clips, SQLite, an OpenAI-compatible endpoint when configured.
 */
package io.milepost.rsu.recording.summary;
