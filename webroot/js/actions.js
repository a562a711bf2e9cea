import { post } from './api.js';
import { text } from './text.js';
import { toast } from './toast.js';

const PATHS = { acknowledge: 'ack', note: 'note', resolve: 'resolve', false_alarm: 'false_alarm' };

/** Sends what the operator has decided; true when it was accepted. */
export async function act(action, incident, note) {
  try {
    await post(`/api/v1/events/${encodeURIComponent(incident.id)}/${PATHS[action]}`, note ? { note } : {});
    toast(text.done[action]);
    return true;
  } catch (e) {
    toast(`${text.failed}: ${e.message}`, true);
    return false;
  }
}

/** Asks first, where the act reaches vehicles or needs words. */
export const confirmAndAct = (action, incident) => document.querySelector('mp-confirm').ask(action, incident);
