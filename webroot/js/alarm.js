/**
 * The sound of a new incident. Browsers let a page sound only after somebody has touched it, so the
 * first click or key unlocks it, and until then the console says that it is mute.
 */
const KEY = 'milepost.muted';
const listeners = new Set();
let context = null;
let repeating = 0;

export const muted = () => localStorage.getItem(KEY) === 'yes';
export const locked = () => context?.state !== 'running';
export const onAlarmState = (listener) => listeners.add(listener);

const tell = () => listeners.forEach((listener) => listener());

export function setMuted(value) {
  localStorage.setItem(KEY, value ? 'yes' : 'no');
  if (value) silence();
  tell();
}

async function unlock() {
  if (!locked()) return;
  context ??= new AudioContext();
  await context.resume().catch(() => {});
  tell();
}

/** Sounds now and every eight seconds until silenced. */
export function sound(severity) {
  silence();
  beep(severity);
  repeating = setInterval(() => beep(severity), 8000);
}

export function silence() {
  clearInterval(repeating);
}

function beep(severity) {
  if (muted() || locked()) return;
  const notes = severity === 'critical' ? [880, 660, 880, 660] : [740, 988];
  notes.forEach((frequency, i) => {
    const start = context.currentTime + i * 0.22;
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    oscillator.type = 'triangle';
    oscillator.frequency.value = frequency;
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(0.25, start + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.001, start + 0.2);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(start);
    oscillator.stop(start + 0.21);
  });
}

for (const gesture of ['pointerdown', 'keydown']) addEventListener(gesture, unlock, { capture: true });
