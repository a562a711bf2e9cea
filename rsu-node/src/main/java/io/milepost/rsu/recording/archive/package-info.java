/**
 * Store and forward to a second store: complete clips, and segments of some age when wanted, go to
 * a mounted folder or an SMB share, whole and compared, however long that store was away. {@link
 * io.milepost.rsu.recording.archive.ArchiveKeeper} is the way in.
 *
 * <p>Talks to: the index of recordings, SQLite, a file system, an SMB server.
 */
package io.milepost.rsu.recording.archive;
