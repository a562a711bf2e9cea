package io.milepost.rsu.incident;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentState;
import io.milepost.protocol.message.IncidentCommand;

/** What an operator's command makes of an incident. */
final class OperatorAction {
  private OperatorAction() {}

  /**
   * The next version.
   *
   * @throws MilepostException CONFLICT when the incident is over; a note may still be added
   */
  static Incident apply(Incident incident, IncidentCommand command, long now) {
    if (!incident.isActive() && command.action() != IncidentCommand.Action.NOTE) {
      throw new MilepostException(
          FailureCode.CONFLICT,
          "incident " + incident.id() + " is " + incident.state().code() + " already");
    }
    IncidentDraft draft = new IncidentDraft(incident);
    draft.actor = command.actor();
    draft.note = command.note();
    switch (command.action()) {
      case ACKNOWLEDGE -> draft.state = IncidentState.ACKNOWLEDGED;
      case RESOLVE -> draft.close(IncidentState.RESOLVED, now);
      case FALSE_ALARM -> draft.close(IncidentState.FALSE_ALARM, now);
      case NOTE -> draft.note = command.note();
      default -> throw new IllegalStateException("unknown action " + command.action());
    }
    return draft.finish(now);
  }
}
