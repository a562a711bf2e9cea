import { html, nothing, svg } from 'lit';
import { get, mediaUrl, save } from '../api.js';
import { dateTime, duration, percent, time } from '../format.js';
import { icon } from '../icons.js';
import { store } from '../store.js';
import { text, word } from '../text.js';
import { toast } from '../toast.js';
import { View } from '../view.js';
import '../cut.js';
import { removed } from '../holds.js';

const HOUR = 3600_000;
const SPANS = [24 * HOUR, 6 * HOUR, HOUR];
const PLAY = 10 * 60_000;
const LEAD = 5_000;
const REFRESH = 15_000;
const STEP = 10_000;

/** The file that follows is asked for this long before the end of the one that plays. */
const AHEAD_S = 12;

/** Nearer to now than this, what is recorded comes too slowly to be played on. */
const PRESENT = 15_000;

/** What is younger may not be on the disk yet: a file that ends there would grow while it is played, and a seek in it fail. */
const SETTLED = 5_000;

/** A pointer that moves farther than this, in pixels, marks a stretch. */
const DRAG = 6;

/**
 * What is recorded of every camera, where it is not and why; a click plays it from there, drawing
 * marks a stretch for a clip. Its address says what is played.
 */
class Recordings extends View {
  static properties = {
    camera: {}, query: {}, span: { state: true }, end: { state: true }, lines: { state: true },
    playing: { state: true }, problem: { state: true }, at: { state: true }, range: { state: true },
    holds: { state: true }, kept: { state: true },
  };

  constructor() {
    super();
    this.span = SPANS[0];
    this.end = null;
    this.lines = new Map();
    this.query = '';
    this.kept = [];
    this.range = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.timer = setInterval(() => this.end === null && this.load(), REFRESH);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  willUpdate(changed) {
    if (!changed.has('query') && !changed.has('camera')) return;
    const wanted = new URLSearchParams(this.query);
    const at = wanted.get('at');
    const millis = /^\d+$/.test(at) ? Number(at) : Date.parse(at);
    if (Number.isFinite(millis)) this.wanted = { camera: this.camera || wanted.get('camera'), at: millis };
  }

  /** What the address asks for, as soon as the cameras are known. */
  follow() {
    const { camera: id, at } = this.wanted;
    const camera = this.named(id);
    if (!camera) return;
    this.wanted = null;
    this.span = HOUR;
    this.end = at + HOUR / 2 >= Date.now() ? null : at + HOUR / 2;
    this.play(camera, at);
  }

  updated(changed) {
    if (this.wanted) this.follow();
    const cameras = this.cameras().map((camera) => camera.id).join();
    if (changed.has('span') || changed.has('end') || cameras !== this.loaded) {
      this.loaded = cameras;
      this.load();
    }
  }

  /** What a camera that has been removed recorded is there until its time is over. */
  named(id) {
    return store.cameras().find((camera) => camera.id === id) ?? (store.loaded && id ? { id, name: id } : undefined);
  }

  cameras() {
    return this.camera ? [this.named(this.camera)].filter(Boolean) : store.cameras();
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
    if (this.asked !== asked) return;
    this.lines = new Map(answers);
    this.loadHolds(from, to);
  }

  /** What is held of the time shown, and what cameras recorded that have been removed. */
  async loadHolds(from, to) {
    try {
      const camera = this.camera ? { camera: this.camera } : {};
      this.holds = await get(`/api/v1/holds?${new URLSearchParams({ ...camera, from: Math.round(from), to: Math.round(to) })}`);
      this.kept = (await get('/api/v1/recordings')).items;
    } catch (e) {
      if (e.status !== 404) this.problem = e.message;
    }
  }

  hold(stretch) {
    const cameras = [...store.cameras(), ...removed(this.kept).map((each) => ({ id: each.camera, name: each.camera }))];
    this.querySelector('mp-hold-form').ask({ cameras, ...stretch });
  }

  holdShown() {
    const [from, to] = this.window();
    this.hold({ camera: (this.playing?.camera ?? this.cameras()[0])?.id, from, to });
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

  timeAt(event) {
    const box = event.currentTarget.getBoundingClientRect();
    const [from, to] = this.window();
    const at = from + ((event.clientX - box.left) / box.width) * this.span;
    return Math.max(from, Math.min(to, Date.now(), at));
  }

  press(event, camera) {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    this.drag = { camera, x: event.clientX, at: this.timeAt(event), isDrawn: false };
  }

  draw(event) {
    const { drag } = this;
    if (!drag) return;
    if (Math.abs(event.clientX - drag.x) > DRAG) drag.isDrawn = true;
    if (!drag.isDrawn) return;
    const at = this.timeAt(event);
    this.range = { camera: drag.camera, from: Math.min(at, drag.at), to: Math.max(at, drag.at) };
  }

  release(event) {
    const { drag } = this;
    this.drag = null;
    if (drag && !drag.isDrawn) this.play(drag.camera, this.timeAt(event));
  }

  /** One end of the marked stretch, where the player is. */
  mark(end) {
    const { camera } = this.playing;
    const same = this.range?.camera.id === camera.id ? this.range : { camera, from: this.at, to: Math.min(this.at + 6 * STEP, Date.now()) };
    const next = { ...same, [end]: this.at };
    if (next.to <= next.from) {
      if (end === 'from') next.to = Math.min(next.from + 6 * STEP, Date.now());
      else next.from = next.to - 6 * STEP;
    }
    this.range = next;
  }

  /** The new clip plays now. */
  saved() {
    this.querySelector('.rec-player video')?.pause();
    this.querySelector('mp-saved')?.load();
  }

  /** Keyboard of the player; true when the key was for it. */
  key(event) {
    const video = this.playing && this.querySelector('.rec-player video');
    if (!video || (event.key === ' ' && event.target.closest?.('a, button, summary'))) return false;
    const does = {
      ArrowLeft: () => this.jump(video, -STEP),
      ArrowRight: () => this.jump(video, STEP),
      ' ': () => (video.paused ? video.play().catch(() => {}) : video.pause()),
      i: () => this.mark('from'),
      o: () => this.mark('to'),
    }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    does?.();
    return does !== undefined;
  }

  jump(video, millis) {
    const at = this.at + millis;
    const { camera, from, to } = this.playing;
    if (at >= from && at < to) video.currentTime = (at - from) / 1000;
    else if (at < Date.now()) this.play(camera, at + LEAD);
  }

  /** One file of at most ten minutes; it begins with a key picture, which may lie before the time asked for. */
  async prepare(camera, asked) {
    const url = await mediaUrl(`/api/v1/cameras/${camera.id}/video.mp4`, { from: asked, to: Math.min(asked + PLAY, Date.now() - SETTLED) });
    const head = await fetch(url, { headers: { Range: 'bytes=0-0' } });
    if (!head.ok) throw new Error(this.missing(camera, asked) ?? (await head.json()).message);
    const [from, to] = ['From', 'To'].map((end) => Number(head.headers.get(`X-Video-${end}-Ms`)));
    return { camera, asked, from, to, url };
  }

  async play(camera, at) {
    this.at = at;
    await this.show(this.prepare(camera, Math.round(at - LEAD)));
  }

  async show(prepared) {
    this.problem = null;
    this.following = null;
    this.showing = prepared;
    try {
      const playing = await prepared;
      if (this.showing !== prepared) return;
      this.playing = playing;
      this.at = playing.asked;
      this.address();
      await this.updateComplete;
      const video = this.querySelector('.rec-player video');
      video.currentTime = Math.max(0, (playing.asked - playing.from) / 1000);
      video.play().catch(() => {});
    } catch (e) {
      if (this.showing !== prepared) return;
      this.playing = null;
      this.problem = e.message;
    }
  }

  /** The address can be sent to somebody, who then sees the same. */
  address() {
    const { camera } = this.playing;
    const at = `at=${new Date(Math.round(this.at)).toISOString()}`;
    history.replaceState(null, '', this.camera ? `#/recordings/${camera.id}?${at}` : `#/recordings?camera=${camera.id}&${at}`);
  }

  played(video) {
    if (!this.playing || video.seeking || video.readyState < 1) return;
    this.at = this.playing.from + video.currentTime * 1000;
    if (video.duration - video.currentTime < AHEAD_S) this.following ??= this.next(this.playing);
  }

  /** What comes after a file: the next one, past a stretch without recording if there is one; null at the present. */
  async next({ camera, to }) {
    const now = Date.now();
    if (to > now - PRESENT) return null;
    try {
      const { stretches } = await get(`/api/v1/cameras/${camera.id}/timeline?from=${Math.round(to)}&to=${now}`);
      const stretch = stretches.find((each) => each.state === 'recorded' && each.to > to + 1000);
      const at = Math.round(Math.max(to, stretch?.from ?? now));
      return at > now - PRESENT ? null : { skipped: at - to, prepared: await this.prepare(camera, at) };
    } catch (e) {
      return { error: e.message };
    }
  }

  async ended() {
    const following = (this.following ??= this.next(this.playing));
    const next = await following;
    if (following !== this.following) return;
    if (next?.prepared) {
      if (next.skipped > 1500) toast(text.recordings.skipped(duration(next.skipped)));
      this.show(Promise.resolve(next.prepared));
    } else {
      this.problem = next?.error ?? text.recordings.present;
    }
  }

  missing(camera, at) {
    const stretch = this.lines.get(camera.id)?.stretches?.find((each) => each.from <= at + LEAD && each.to > at + LEAD);
    return stretch && stretch.state !== 'recorded' ? this.sentence(stretch) : null;
  }

  failed() {
    // The ticket in the address ends after ten minutes; a fresh one is tried before giving up.
    if (this.retriedAt === undefined || this.retriedAt < Date.now() - 30_000) {
      this.retriedAt = Date.now();
      this.show(this.prepare(this.playing.camera, Math.round(this.at)));
      return;
    }
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
          <span class="dim figures">${line?.error ?? (share === null ? text.recordings.nothing : text.recordings.share(percent(share)))}</span></div>
        <svg class="rec-bar" viewBox="0 0 1000 40" preserveAspectRatio="none" role="img"
          aria-label=${text.recordings.bar(camera.name)} @pointerdown=${(event) => this.press(event, camera)} @pointermove=${this.draw}
          @pointerup=${this.release} @pointercancel=${() => { this.drag = null; }}>
          <rect class="rec-none" x="0" y="0" width="1000" height="40"></rect>
          ${expected.map((each) => svg`<rect class="rec-${each.state} ${each.cause ?? ''}" x=${x(each.from)} y="8" width=${wide(each.from, each.to)} height="24"><title>${this.sentence(each)}</title></rect>`)}
          ${(line?.motion ?? []).map((each) => svg`<rect class="rec-motion" x=${x(each.from)} y="33" width=${wide(each.from, each.to)} height="4"></rect>`)}
          ${(this.holds?.items ?? []).filter((each) => each.camera === camera.id).map((each) => svg`<rect class="rec-held" x=${x(each.from)} y="1" width=${wide(each.from, each.to)} height="4"><title>${text.holds.kind[each.kind]} · ${each.reason}</title></rect>`)}
          ${this.range?.camera.id === camera.id ? svg`<rect class="rec-range" x=${x(this.range.from)} y="2" width=${wide(this.range.from, this.range.to)} height="36"></rect>` : nothing}
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

  player() {
    const t = text.recordings;
    const { camera, from, url } = this.playing;
    const name = `${camera.id}-${new Date(from).toISOString().slice(0, 19).replaceAll(':', '')}Z.mp4`;
    return html`<div class="rec-player panel"><video controls muted playsinline src=${url} @error=${this.failed} @ended=${this.ended} @seeked=${this.address}
        aria-label=${t.playing(camera.name)} @timeupdate=${(event) => this.played(event.target)}></video>
      <div class="row"><strong>${camera.name}</strong><span class="figures">${dateTime(this.at)}</span>
        <span class="row push">
          <button class="quiet" title="I" @click=${() => this.mark('from')}>${t.markFrom}</button>
          <button class="quiet" title="O" @click=${() => this.mark('to')}>${t.markTo}</button>
          <button class="quiet" @click=${() => save(url, name)}>${icon('download')}${t.save}</button></span></div></div>`;
  }

  render() {
    const t = text.recordings;
    const [from, to] = this.window();
    const inFocus = this.range?.camera ?? this.playing?.camera ?? (this.camera ? this.cameras()[0] : null);
    return html`<section class="recordings-page">
      <header class="page-head"><h1>${t.title}</h1>${this.camera ? html`<a href="#/recordings">${t.allCameras}</a>` : nothing}
        <div class="row push rec-window">
          <button class="quiet" @click=${() => this.move(-1)} aria-label=${t.earlier} title=${t.earlier}>‹</button>
          <span class="figures">${dateTime(from)} – ${dateTime(to)}</span>
          <button class="quiet" ?disabled=${this.end === null} @click=${() => this.move(1)} aria-label=${t.later} title=${t.later}>›</button>
          <button class="quiet" ?disabled=${this.end === null} @click=${() => { this.end = null; }}>${t.now}</button>
          ${SPANS.map((span) => html`<button class="quiet" aria-pressed=${this.span === span} @click=${() => this.zoom(span)}>${span / HOUR} h</button>`)}
        </div></header>
      ${this.playing ? this.player() : html`<p class="dim rec-hint">${t.hint}</p>`}
      ${this.problem ? html`<p class="notice bad" role="alert">${this.problem}</p>` : nothing}
      ${this.range ? html`<mp-cut .range=${this.range} @range=${(event) => { this.range = event.detail; }} @saved=${this.saved}
        @hold=${() => this.hold({ ...this.range, camera: this.range.camera.id })}
        @play=${() => this.play(this.range.camera, this.range.from + LEAD)}></mp-cut>` : nothing}
      <div class="panel rec-lines">${this.cameras().map((camera) => this.line(camera))}${this.scale()}</div>
      <ul class="rec-legend">${['recorded', 'deleted'].map((state) => html`<li><i class="rec-${state}"></i>${t.state[state]}</li>`)}
        ${Object.entries(t.cause).map(([cause, words]) => html`<li><i class="rec-gap ${cause}"></i>${words}</li>`)}
        <li><i class="rec-motion"></i>${t.motion}</li><li><i class="rec-held"></i>${text.holds.title}</li></ul>
      <mp-removed .items=${removed(this.kept)} camera=${this.camera ?? ''}></mp-removed>
      <mp-holds .told=${this.holds} .names=${new Map(store.cameras().map((each) => [each.id, each.name]))} @hold=${this.holdShown}
        @release=${(event) => this.querySelector('mp-hold-form').ask({ release: event.detail })}></mp-holds>
      <mp-hold-form @held=${this.load}></mp-hold-form>
      ${inFocus ? html`<mp-saved camera=${inFocus.id} name=${inFocus.name}></mp-saved>` : nothing}
    </section>`;
  }
}
customElements.define('mp-recordings', Recordings);
