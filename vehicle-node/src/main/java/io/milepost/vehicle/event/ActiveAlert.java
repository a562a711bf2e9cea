package io.milepost.vehicle.event;

import io.milepost.protocol.alert.AlertBody;

/**
 * An alert that holds now.
 *
 * @param source RSU that tells it
 * @param body what it says
 * @param noAction why the vehicle must not act on it, though it is shown; null when it may act
 */
public record ActiveAlert(String source, AlertBody body, String noAction) {}
