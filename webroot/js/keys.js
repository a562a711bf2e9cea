import { act } from './actions.js';
import { mayOperate } from './api.js';
import { muted, setMuted } from './alarm.js';
import { isActive, store } from './store.js';

const go = (page) => {
  location.hash = `#/${page}`;
};

const list = () => document.querySelector('mp-incidents');
const page = () => document.querySelector('mp-incident');

/** Next or previous in the list, or of the active ones while one is open. */
function move(step) {
  if (list()) {
    list().move(step);
  } else if (page()) {
    const all = [...store.incidents.values()].sort((a, b) => b.confirmed_at - a.confirmed_at);
    const next = all[all.findIndex((incident) => incident.id === page().incident) + step];
    if (next) go(`incident/${next.id}`);
  }
}

function acknowledge() {
  const incident = page()?.current() ?? list()?.current() ?? store.active().find((each) => each.state === 'open');
  if (incident && isActive(incident) && incident.state === 'open' && mayOperate()) act('acknowledge', incident);
}

function back() {
  if (page()) go('incidents');
  else if (document.querySelector('mp-camera')) go('wall');
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  a: acknowledge,
  m: () => {
    setMuted(!muted());
    store.changed();
  },
  1: () => go('wall'),
  2: () => go('incidents'),
  3: () => go('recordings'),
  4: () => go('cameras'),
  5: () => go('nodes'),
  '?': () => document.querySelector('mp-help').open(),
  Escape: back,
  Enter: () => list()?.current() && go(`incident/${list().current().id}`),
};

/** One listener for the whole console; silent while somebody types or a dialog is open. */
export function listen() {
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
    if (event.target.closest?.('input, textarea, select')) return;
    if (event.key === 'Enter' && event.target.closest?.('a, button')) return;
    if (document.querySelector('mp-recordings')?.key(event)) {
      event.preventDefault();
      return;
    }
    KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key]?.();
  });
}
