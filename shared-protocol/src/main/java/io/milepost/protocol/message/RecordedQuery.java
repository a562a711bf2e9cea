package io.milepost.protocol.message;

/** Asks one node of which cameras it keeps recordings; answered with {@link RecordedCameras}. */
public record RecordedQuery() {}
