/**
 * Keeps what must not be lost: a spool on this node's own disk first, PostgreSQL afterwards.
 *
 * <p>Talks to: incident as its journal and archive, the bus for alerts and clips, SQLite and
 * PostgreSQL.
 */
package io.milepost.rsu.store;
