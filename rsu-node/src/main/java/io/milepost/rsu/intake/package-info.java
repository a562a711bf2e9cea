/**
 * Durable intake of event files: whatever other systems drop into a folder becomes a report to the
 * incident desk, and survives the end of the process at any point.
 *
 * <p>Talks to: the file system, the desk of this process ({@code incident.LocalIncidents}), SQLite
 * in the node's data folder.
 */
package io.milepost.rsu.intake;
