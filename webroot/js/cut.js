import { LitElement, html, nothing } from 'lit';
import { get, mayOperate, post } from './api.js';
import { dateTime, duration } from './format.js';
import { icon } from './icons.js';
import { text } from './text.js';
import './clip.js';

const LONGEST = 2 * 3600_000;
const POLL = 1000;
const OVER = ['complete', 'empty', 'failed'];

/** A clip as it is described, in the shape in which the bus tells of clips. */
export const asTold = (info) => ({
  id: info.id, incident: info.incident, camera: info.camera, node: info.node, complete: info.state === 'complete',
  seconds: info.seconds, bytes: info.bytes, sha256: info.sha256, start_utc_millis: info.start_ms, end_utc_millis: info.end_ms,
});

/** A time as a field for local times wants it. */
export const local = (millis) => new Date(millis - new Date(millis).getTimezoneOffset() * 60_000).toISOString().slice(0, 19);

/** <mp-cut .range=${{camera, from, to}}>: what has been marked of a recording, and the way to a clip of it. */
class Cut extends LitElement {
  static properties = { range: { attribute: false }, order: { state: true }, info: { state: true }, problem: { state: true } };

  createRenderRoot() {
    return this;
  }

  willUpdate(changed) {
    if (!changed.has('range')) return;
    this.order = null;
    this.info = null;
    this.problem = null;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.order = null;
  }

  async save() {
    const { camera, from, to } = this.range;
    this.problem = null;
    this.info = null;
    const order = {};
    this.order = order;
    try {
      const { id, node } = await post('/api/v1/clips', { camera: camera.id, from: Math.round(from), to: Math.round(to) });
      while (this.order === order) {
        const info = await get(`/api/v1/clips/${id}/info?${new URLSearchParams({ node })}`);
        if (this.order !== order) return;
        this.info = info;
        if (OVER.includes(info.state)) break;
        await new Promise((go) => setTimeout(go, POLL));
      }
      this.dispatchEvent(new CustomEvent('saved', { bubbles: true }));
    } catch (e) {
      if (this.order !== order) return;
      this.problem = e.message;
      this.order = null;
    }
  }

  tell(change) {
    this.dispatchEvent(new CustomEvent('range', { bubbles: true, detail: change && { ...this.range, ...change } }));
  }

  /** A time typed by hand; what is no time, or not before the other end, is taken back. */
  retimed(event, end) {
    const at = new Date(event.target.value).getTime();
    const next = { ...this.range, [end]: at };
    if (Number.isFinite(at) && next.from < next.to && at <= Date.now()) this.tell({ [end]: at });
    else event.target.value = local(this.range[end]);
  }

  progress() {
    const t = text.recordings;
    const { info, order } = this;
    if (!order) return nothing;
    if (!info || !OVER.includes(info.state)) {
      const share = info?.progress;
      return html`<p class="row" role="status"><progress max="1" .value=${share ?? 0} ?hidden=${share == null} aria-label=${t.building}></progress>
        <progress ?hidden=${share != null} aria-label=${t.building}></progress>
        <span class="dim">${info?.state === 'partial' && this.range.to > Date.now() - 20_000 ? t.growing : t.building}</span></p>`;
    }
    if (info.state === 'empty') return html`<p class="notice" role="alert">${t.empty}</p>`;
    if (info.state === 'failed') return html`<p class="notice bad" role="alert">${info.problem ?? t.notBuilt}</p>`;
    return nothing;
  }

  render() {
    if (!this.range) return nothing;
    const t = text.recordings;
    const { camera, from, to } = this.range;
    const field = (end, label) => html`<label><span>${label}</span><input type="datetime-local" step="1" .value=${local(this.range[end])}
      @change=${(event) => this.retimed(event, end)}></label>`;
    const tooLong = to - from > LONGEST;
    return html`<section class="panel cut" aria-label=${t.marked}>
      <div class="row cut-head"><strong>${camera.name}</strong>${field('from', t.from)}${field('to', t.to)}<span class="figures">${duration(to - from)}</span>
        <span class="row push">
          <button class="quiet" @click=${() => this.dispatchEvent(new CustomEvent('play', { bubbles: true }))}>${icon('play')}${t.play}</button>
          ${mayOperate() ? html`<button class="primary" ?disabled=${tooLong || (this.order !== null && !OVER.includes(this.info?.state))} @click=${this.save}>${icon('cut')}${t.saveClip}</button>` : nothing}
          ${mayOperate() ? html`<button class="quiet" @click=${() => this.dispatchEvent(new CustomEvent('hold', { bubbles: true }))}>${icon('held')}${text.holds.hold}…</button>` : nothing}
          <button class="quiet" aria-label=${t.clear} title=${t.clear} @click=${() => this.tell(null)}>${icon('cross')}</button></span></div>
      ${tooLong ? html`<p class="notice" role="alert">${t.tooLong}</p>` : nothing}
      ${this.problem ? html`<p class="notice bad" role="alert">${this.problem}</p>` : nothing}
      ${this.progress()}
      ${this.info?.sha256 ? html`<mp-clip .clip=${asTold(this.info)}></mp-clip>` : nothing}
    </section>`;
  }
}
customElements.define('mp-cut', Cut);

/** <mp-saved camera=${id} name=${words}>: the newest clips of a camera, those of incidents too. */
class Saved extends LitElement {
  static properties = { camera: {}, name: {}, items: { state: true }, playing: { state: true }, problem: { state: true } };

  createRenderRoot() {
    return this;
  }

  updated(changed) {
    if (!changed.has('camera')) return;
    this.items = null;
    this.playing = null;
    this.load();
  }

  async load() {
    const id = this.camera;
    try {
      const { items } = await get(`/api/v1/clips?${new URLSearchParams({ camera: id, limit: 20 })}`);
      if (id !== this.camera) return;
      this.items = items;
      this.problem = null;
    } catch (e) {
      this.problem = e.message;
    }
  }

  clip(info) {
    const t = text.recordings;
    const isOpen = this.playing === info.id;
    const [from, to] = [info.start_ms ?? info.from_ms, info.end_ms ?? info.to_ms];
    return html`<li>
      <div class="row"><span class="figures">${dateTime(from)} · ${duration(to - from)}</span>
        ${info.incident ? html`<a href="#/incident/${info.incident}">${t.ofIncident}</a>` : html`<span class="dim">${t.orderedBy(info.ordered_by ?? '?')}</span>`}
        ${info.state === 'complete' ? nothing : html`<span class="dim">${t.clipState[info.state] ?? info.state}</span>`}
        ${info.problem ? html`<span class="gap-words">${info.problem}</span>` : nothing}
        ${info.sha256 ? html`<button class="quiet push" aria-expanded=${isOpen} @click=${() => { this.playing = isOpen ? null : info.id; }}>${icon(isOpen ? 'cross' : 'play')}${isOpen ? text.actions.dismiss : t.play}</button>` : nothing}</div>
      ${isOpen ? html`<mp-clip .clip=${asTold(info)}></mp-clip>` : nothing}</li>`;
  }

  render() {
    const t = text.recordings;
    return html`<section class="panel saved"><h2>${t.clipsOf(this.name)}</h2>
      ${this.problem ? html`<p class="notice bad" role="alert">${this.problem}</p>` : nothing}
      ${this.items?.length === 0 ? html`<p class="dim">${t.noClips}</p>` : nothing}
      <ul>${(this.items ?? []).map((info) => this.clip(info))}</ul></section>`;
  }
}
customElements.define('mp-saved', Saved);
