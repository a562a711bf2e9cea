package io.milepost.rsu.broadcast;

import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.incident.Incident;

/** Where it is written down what is on air. Never blocks and never throws. */
interface AlertLog {
  /** Writes nothing down. */
  AlertLog NONE =
      new AlertLog() {
        @Override
        public void keep(Row row) {}

        @Override
        public void forget(String event) {}
      };

  /**
   * What is known of one alert.
   *
   * @param event identity on the wire
   * @param incident the incident behind it, as told
   * @param body what vehicles were told last
   * @param upstream whether it repeats a neighbour's incident
   * @param heardAt UTC milliseconds at which the incident was last heard of
   * @param until UTC milliseconds up to which a cancel is repeated; 0 while active
   */
  record Row(
      String event,
      Incident incident,
      AlertBody body,
      boolean upstream,
      long heardAt,
      long until) {}

  /** Writes an alert down, or its newer state. */
  void keep(Row row);

  /** It is off the air for good. */
  void forget(String event);
}
