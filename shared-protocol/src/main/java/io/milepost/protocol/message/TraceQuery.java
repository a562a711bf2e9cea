package io.milepost.protocol.message;

/**
 * Asks one node for the traces of an incident; answered with {@link IncidentTraces}.
 *
 * @param incident id
 */
public record TraceQuery(String incident) {}
