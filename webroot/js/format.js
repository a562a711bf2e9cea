import { LitElement } from 'lit';
import { text } from './text.js';

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const moment = new Intl.DateTimeFormat('en-GB', {
  year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit',
});

export const time = (millis) => clock.format(new Date(millis));
export const dateTime = (millis) => moment.format(new Date(millis));
export const number = (value, digits = 0) => Number(value ?? 0).toFixed(digits);

export function bytes(value) {
  const units = ['B', 'KB', 'MB', 'GB'];
  let i = 0;
  let n = value ?? 0;
  while (n >= 1000 && i < units.length - 1) {
    n /= 1000;
    i += 1;
  }
  return `${n.toFixed(i > 0 && n < 10 ? 1 : 0)} ${units[i]}`;
}

export function ago(millis, now = Date.now()) {
  const s = Math.max(0, Math.round((now - millis) / 1000));
  if (s < 3) return text.age.now;
  if (s < 60) return text.age.seconds(s);
  if (s < 3600) return text.age.minutes(Math.floor(s / 60));
  if (s < 86400) return text.age.hours(Math.floor(s / 3600));
  return text.age.days(Math.floor(s / 86400));
}

export function duration(millis) {
  const s = Math.max(0, Math.round(millis / 1000));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86400)} d ${Math.floor((s % 86400) / 3600)} h`;
}

/** A share in words; never 100 % for what is less, at most two digits after the point. */
export const percent = (share) => `${Number((Math.floor(share * 10_000 + 1e-6) / 100).toFixed(2))} %`;

const CODECS = { h264: 'H.264', hevc: 'H.265', h265: 'H.265', mjpeg: 'Motion JPEG', av1: 'AV1' };
export const codecName = (codec) => CODECS[codec] ?? codec;

const UNITS = [
  ['_units_s2', ' units/s²'], ['_units_s', ' units/s'], ['_mps2', ' m/s²'], ['_mps', ' m/s'], ['_kmh', ' km/h'], ['_seconds', ' s'], ['_percent', ' %'],
  ['_ms', ' ms'], ['_px', ' px'], ['_s', ' s'], ['_m', ' m'],
];

/** Evidence as [name, value, threshold] for people: units stand at the end of a name, a threshold has the name of its value. */
export function humanEvidence(evidence) {
  const thresholds = new Map();
  for (const key of Object.keys(evidence)) {
    const of = key.replace(/_(threshold|from)(?=_|$)/, '');
    if (of !== key && of in evidence) thresholds.set(of, key);
  }
  const paired = new Set(thresholds.values());
  return Object.entries(evidence)
    .filter(([key]) => !paired.has(key))
    .map(([key, value]) => {
      const [suffix, unit] = UNITS.find(([end]) => key.endsWith(end) && key.length > end.length) ?? ['', ''];
      const words = key.slice(0, key.length - suffix.length).replaceAll('_', ' ');
      const limit = thresholds.has(key) ? `${humanValue(evidence[thresholds.get(key)])}${unit}` : null;
      return [words.charAt(0).toUpperCase() + words.slice(1), `${humanValue(value)}${unit}`, limit];
    })
    .sort(([a], [b]) => a.localeCompare(b));
}

/** A condition of a rule for people: "Gap ≤ 0.45 units". */
export function humanCondition({ name, comparison, threshold }) {
  const [suffix, unit] = [...UNITS, ['_units', ' units'], ['_kmh', ' km/h']].find(([end]) => name.endsWith(end) && name.length > end.length) ?? ['', ''];
  const words = name.slice(0, name.length - suffix.length).replaceAll('_', ' ');
  return `${words.charAt(0).toUpperCase() + words.slice(1)} ${comparison === 'at_most' ? '≤' : '≥'} ${humanValue(threshold)}${unit}`;
}

function humanValue(value) {
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)));
  if (Array.isArray(value)) return value.map(humanValue).join(', ');
  if (value && typeof value === 'object') return JSON.stringify(value);
  return String(value);
}

/** <mp-age .at=${millis}>: "3 min ago", counting by itself. */
class Age extends LitElement {
  static properties = { at: { type: Number } };

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.timer = setInterval(() => this.requestUpdate(), 1000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  render() {
    this.title = this.at ? dateTime(this.at) : '';
    return this.at ? ago(this.at) : '–';
  }
}
customElements.define('mp-age', Age);
