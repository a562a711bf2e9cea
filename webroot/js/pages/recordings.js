import { html, nothing, svg } from 'lit';
import { get, mediaUrl } from '../api.js';
import { dateTime, duration, time } from '../format.js';
import { store } from '../store.js';
import { text, word } from '../text.js';
import { View } from '../view.js';

const HOUR = 3600_000;
const SPANS = [24 * HOUR, 6 * HOUR, HOUR];
const PLAY = 10 * 60_000;
const LEAD = 5_000;
const REFRESH = 15_000;

/** What is recorded of every camera, where it is not and why; a click plays it from there. */
class Recordings extends View {
  static properties = {
    camera: {}, span: { state: true }, end: { state: true }, lines: { state: true },
    playing: { state: true }, problem: { state: true }, at: { state: true },
  };

  constructor() {
    super();
    this.span = SPANS[0];
    this.end = null;
    this.lines = new Map();
  }

  connectedCallback() {
    super.connectedCallback();
    this.timer = setInterval(() => this.end === null && this.load(), REFRESH);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  updated(changed) {
    const cameras = this.cameras().map((camera) => camera.id).join();
    if (changed.has('span') || changed.has('end') || cameras !== this.loaded) {
      this.loaded = cameras;
      this.load();
    }
  }

  cameras() {
    return store.cameras().filter((camera) => !this.camera || camera.id === this.camera);
  }

  window() {
    const to = this.end ?? Date.now();
    return [to - this.span, to];
  }

  async load() {
    const [from, to] = this.window();
    const asked = `${from}-${to}`;
    this.asked = asked;
    const answers = await Promise.all(this.cameras().map(async ({ id }) => {
      try {
        return [id, await get(`/api/v1/cameras/${id}/timeline?from=${Math.round(from)}&to=${Math.round(to)}`)];
      } catch (e) {
        return [id, { error: e.message }];
      }
    }));
    if (this.asked === asked) this.lines = new Map(answers);
  }

  move(spans) {
    const to = (this.end ?? Date.now()) + spans * this.span;
    this.end = to >= Date.now() ? null : to;
  }

  zoom(span) {
    const [from, to] = this.window();
    const middle = this.at ?? (this.end === null ? to : (from + to) / 2);
    this.span = span;
    const end = middle + span / 2;
    this.end = end >= Date.now() ? null : end;
  }

  pick(event, camera) {
    const box = event.currentTarget.getBoundingClientRect();
    const [from] = this.window();
    this.play(camera, from + ((event.clientX - box.left) / box.width) * this.span);
  }

  async play(camera, at) {
    this.at = at;
    this.problem = null;
    const asked = Math.round(at - LEAD);
    try {
      const url = await mediaUrl(`/api/v1/cameras/${camera.id}/video.mp4`, { from: asked, to: Math.min(asked + PLAY, Date.now()) });
      // A file begins with a key picture, which may lie before the time asked for; the head says where.
      const head = await fetch(url, { headers: { Range: 'bytes=0-0' } });
      if (!head.ok) throw new Error(this.missing(camera, asked) ?? (await head.json()).message);
      this.playing = { camera, asked, from: Number(head.headers.get('X-Video-From-Ms')), url };
      await this.updateComplete;
      const video = this.querySelector('video');
      video.currentTime = Math.max(0, (asked - this.playing.from) / 1000);
      video.play().catch(() => {});
    } catch (e) {
      this.playing = null;
      this.problem = e.message;
    }
  }

  missing(camera, at) {
    const stretch = this.lines.get(camera.id)?.stretches?.find((each) => each.from <= at + LEAD && each.to > at + LEAD);
    return stretch && stretch.state !== 'recorded' ? this.sentence(stretch) : null;
  }

  failed() {
    this.problem = this.missing(this.playing.camera, this.playing.asked) ?? text.recordings.unplayable;
  }

  sentence(stretch) {
    const what = stretch.state === 'gap' ? text.recordings.cause[stretch.cause] : text.recordings.state[stretch.state];
    const when = `${dateTime(stretch.from)} – ${time(stretch.to)} (${duration(stretch.to - stretch.from)})`;
    return [what, stretch.detail, when].filter(Boolean).join(' · ');
  }

  line(camera) {
    const [from, to] = this.window();
    const line = this.lines.get(camera.id);
    const x = (at) => ((Math.max(from, Math.min(to, at)) - from) / this.span) * 1000;
    const wide = (a, b) => Math.max(1, x(b) - x(a));
    const expected = (line?.stretches ?? []).filter((each) => each.state !== 'none');
    const sum = (list) => list.reduce((all, each) => all + each.to - each.from, 0);
    const share = expected.length ? sum(expected.filter((each) => each.state !== 'gap')) / sum(expected) : null;
    return html`
      <div class="rec-line">
        <div class="rec-name"><a href="#/camera/${camera.id}">${camera.name}</a>
          <span class="dim figures">${line?.error ?? (share === null ? text.recordings.nothing : text.recordings.share((share * 100).toFixed(share > 0.9995 ? 0 : 2)))}</span></div>
        <svg class="rec-bar" viewBox="0 0 1000 40" preserveAspectRatio="none" role="img"
          aria-label=${text.recordings.bar(camera.name)} @click=${(event) => this.pick(event, camera)}>
          <rect class="rec-none" x="0" y="0" width="1000" height="40"></rect>
          ${expected.map((each) => svg`<rect class="rec-${each.state} ${each.cause ?? ''}" x=${x(each.from)} y="8" width=${wide(each.from, each.to)} height="24"><title>${this.sentence(each)}</title></rect>`)}
          ${(line?.motion ?? []).map((each) => svg`<rect class="rec-motion" x=${x(each.from)} y="33" width=${wide(each.from, each.to)} height="4"></rect>`)}
          ${this.playing?.camera.id === camera.id ? svg`<rect class="rec-at" x=${x(this.at)} y="0" width="2" height="40"></rect>` : nothing}
        </svg>
        <div class="rec-marks">${(line?.incidents ?? []).map((each) => html`<a class="rec-mark ${each.severity}" .style=${`left:${x(each.at) / 10}%`}
          href="#/incident/${each.id}" title="${word('type', each.type)} · ${dateTime(each.at)}" aria-label="${word('type', each.type)} ${dateTime(each.at)}"></a>`)}</div>
      </div>`;
  }

  scale() {
    const [from, to] = this.window();
    const step = { [24 * HOUR]: 3 * HOUR, [6 * HOUR]: HOUR, [HOUR]: HOUR / 6 }[this.span];
    const zone = new Date(from).getTimezoneOffset() * 60_000;
    const marks = [];
    for (let at = Math.ceil((from - zone) / step) * step + zone; at < to; at += step) marks.push(at);
    return html`<div class="rec-scale" aria-hidden="true">${marks.map((at) => html`<span .style=${`left:${((at - from) / this.span) * 100}%`}>${time(at).slice(0, 5)}</span>`)}</div>`;
  }

  render() {
    const t = text.recordings;
    const [from, to] = this.window();
    return html`<section>
      <header class="page-head"><h1>${t.title}</h1>
        <div class="row push">
          <button class="quiet" @click=${() => this.move(-1)} aria-label=${t.earlier} title=${t.earlier}>‹</button>
          <span class="figures">${dateTime(from)} – ${dateTime(to)}</span>
          <button class="quiet" ?disabled=${this.end === null} @click=${() => this.move(1)} aria-label=${t.later} title=${t.later}>›</button>
          <button class="quiet" ?disabled=${this.end === null} @click=${() => { this.end = null; }}>${t.now}</button>
          ${SPANS.map((span) => html`<button class="quiet" aria-pressed=${this.span === span} @click=${() => this.zoom(span)}>${span / HOUR} h</button>`)}
        </div></header>
      ${this.playing ? html`<div class="rec-player panel"><video controls muted playsinline src=${this.playing.url} @error=${this.failed}
          aria-label=${t.playing(this.playing.camera.name)} @timeupdate=${(event) => { this.at = this.playing.from + event.target.currentTime * 1000; }}></video>
        <p class="dim figures">${this.playing.camera.name} · ${dateTime(this.at)}
          <a class="button quiet" href=${this.playing.url} download="${this.playing.camera.id}-${new Date(this.playing.from).toISOString().slice(0, 19)}Z.mp4">${t.save}</a></p></div>` : html`<p class="dim">${t.hint}</p>`}
      ${this.problem ? html`<p class="notice bad" role="alert">${this.problem}</p>` : nothing}
      <div class="panel rec-lines">${this.cameras().map((camera) => this.line(camera))}${this.scale()}</div>
      <ul class="rec-legend">${['recorded', 'deleted'].map((state) => html`<li><i class="rec-${state}"></i>${t.state[state]}</li>`)}
        ${Object.entries(t.cause).map(([cause, words]) => html`<li><i class="rec-gap ${cause}"></i>${words}</li>`)}
        <li><i class="rec-motion"></i>${t.motion}</li></ul>
    </section>`;
  }
}
customElements.define('mp-recordings', Recordings);
