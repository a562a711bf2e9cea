/**
 * Shows that video is what was recorded: a hash chain per camera over every finished segment and
 * clip, roots of these chains that the node signs, and cases of an incident that can be checked
 * without the node.
 *
 * <p>Talks to: the index of recordings, clips, the node's signing key, SQLite.
 */
package io.milepost.rsu.recording.evidence;
