package io.milepost.rsu.incident;

import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.message.AlertOnAir;
import io.milepost.protocol.message.ClipReady;
import java.util.List;

/**
 * Part of a node's board.
 *
 * @param incidents incidents, newest first
 * @param alerts their alerts
 * @param clips their clips
 * @param more whether a further page exists
 */
public record BoardPage(
    List<Incident> incidents, List<AlertOnAir> alerts, List<ClipReady> clips, boolean more) {}
