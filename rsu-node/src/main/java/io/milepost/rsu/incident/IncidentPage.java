package io.milepost.rsu.incident;

import io.milepost.protocol.incident.Incident;
import java.util.List;

/**
 * One page of incidents.
 *
 * @param items incidents, newest first
 * @param page page number from 1
 * @param size page size asked for
 * @param total incidents that match in all
 * @param source {@code database}, or {@code memory} while PostgreSQL is away and only what this
 *     node holds itself is listed
 */
public record IncidentPage(List<Incident> items, int page, int size, long total, String source) {}
