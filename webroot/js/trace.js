import { LitElement, html, nothing, svg } from 'lit';
import { get } from './api.js';
import { humanCondition, number, time } from './format.js';
import { text, word } from './text.js';

const WIDTH = 600;
const HEIGHT = 64;
const PAD = 4;

const isMet = (condition, value) => value != null
  && (condition.comparison === 'at_most' ? value <= condition.threshold : value >= condition.threshold);

const short = (value) => (value == null ? '–' : String(Number(value.toPrecision(3))));

/** <mp-trace incident=${id} version=${n}>: the conditions of the rules that fired, frame by frame. */
class Trace extends LitElement {
  static properties = { incident: {}, version: { type: Number }, traces: { state: true }, problem: { state: true } };

  createRenderRoot() {
    return this;
  }

  updated(changed) {
    if (changed.has('incident') || changed.has('version')) this.load(changed.has('incident'));
  }

  async load(another) {
    const id = this.incident;
    if (another) this.traces = null;
    try {
      const { traces } = await get(`/api/v1/events/${encodeURIComponent(id)}/trace`);
      if (id !== this.incident) return;
      this.traces = traces;
      this.problem = null;
    } catch (e) {
      this.problem = e.message;
    }
  }

  chart(trace, condition, index) {
    const { frames } = trace;
    const known = frames.map((frame) => frame.values[index]).filter((value) => value != null);
    const low = Math.min(condition.threshold, ...known, 0);
    const high = Math.max(condition.threshold, ...known);
    const span = high - low || 1;
    const first = frames[0].at;
    const length = frames.at(-1).at - first || 1;
    const x = (at) => PAD + ((at - first) / length) * (WIDTH - 2 * PAD);
    const y = (value) => HEIGHT - PAD - ((value - low) / span) * (HEIGHT - 2 * PAD);
    // Frames in which the value was not known leave a gap.
    const runs = [[]];
    for (const frame of frames) {
      const value = frame.values[index];
      if (value == null) {
        if (runs.at(-1).length > 0) runs.push([]);
      } else {
        runs.at(-1).push(`${number(x(frame.at), 1)},${number(y(value), 1)}`);
      }
    }
    const last = frames.findLast((frame) => frame.values[index] != null)?.values[index];
    return html`
      <figure class=${isMet(condition, last) ? 'met' : 'unmet'}>
        <figcaption><span>${humanCondition(condition)}</span> <strong class="figures">${short(last)}</strong></figcaption>
        <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${text.trace.chart(humanCondition(condition), short(last))}>
          <line class="limit" x1="0" x2=${WIDTH} y1=${y(condition.threshold)} y2=${y(condition.threshold)}></line>
          ${runs.filter((run) => run.length > 0).map((run) => svg`<polyline class="value" points=${run.join(' ')}></polyline>`)}
        </svg>
      </figure>`;
  }

  table(trace) {
    return html`
      <details>
        <summary>${text.trace.table(trace.frames.length)}</summary>
        <div class="scroll"><table>
          <thead><tr><th scope="col">${text.trace.before}</th>${trace.conditions.map((each) => html`<th scope="col">${humanCondition(each)}</th>`)}</tr></thead>
          <tbody>${trace.frames.map((frame) => html`<tr><td class="figures">${number((frame.at - trace.confirmed_at) / 1000, 2)} s</td>
            ${frame.values.map((value, i) => html`<td class="figures ${isMet(trace.conditions[i], value) ? 'met' : ''}">${short(value)}</td>`)}</tr>`)}</tbody>
        </table></div>
      </details>`;
  }

  render() {
    if (this.problem) return html`<p class="dim">${text.trace.failed}: ${this.problem}</p>`;
    if (!this.traces) return nothing;
    if (this.traces.length === 0) return html`<p class="dim">${text.trace.none}</p>`;
    return this.traces.map((trace) => html`
      <section class="trace">
        <h3>${word('type', trace.type)} <span class="dim">${trace.camera} · ${trace.finding} · ${time(trace.confirmed_at)}</span></h3>
        ${trace.conditions.map((condition, i) => this.chart(trace, condition, i))}
        ${this.table(trace)}
      </section>`);
  }
}
customElements.define('mp-trace', Trace);
