package io.milepost.rsu.store;

/**
 * One record in the spool.
 *
 * @param seq its place in the order, grows by at least one, never used twice
 * @param kind what it is
 * @param body the record as JSON
 */
public record SpoolRecord(long seq, RecordKind kind, String body) {}
