package io.milepost.rsu.incident;

import io.milepost.protocol.incident.IncidentState;
import io.milepost.protocol.incident.IncidentType;

/**
 * Which incidents to list, newest first.
 *
 * @param camera only of this camera; null for all
 * @param type only of this type; null for all
 * @param state only in this state; null for all
 * @param fromMillis only confirmed at or after this UTC time; null for all
 * @param toMillis only confirmed before this UTC time; null for all
 * @param page page number from 1
 * @param size incidents on a page, 1..200
 */
public record IncidentQuery(
    String camera,
    IncidentType type,
    IncidentState state,
    Long fromMillis,
    Long toMillis,
    int page,
    int size) {}
