package io.milepost.protocol.message;

/**
 * Answer to a report or a command.
 *
 * @param status {@code accepted}, or {@code duplicate} when it was merged into an open incident
 * @param incident id of the incident concerned
 * @param version the incident's version afterwards
 */
public record IncidentReply(String status, String incident, int version) {}
