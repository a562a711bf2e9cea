import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { get, mayAdminister, mayOperate, post, remove } from '../api.js';
import { codecName, number, percent } from '../format.js';
import { icon } from '../icons.js';
import { hint } from '../parts.js';
import { store } from '../store.js';
import { text, word } from '../text.js';
import { toast } from '../toast.js';
import { View } from '../view.js';
import '../camera-form.js';

const REFRESH = 30_000;

/** The cameras of all nodes; administrators add, change and remove them here. */
class Cameras extends View {
  static properties = { shares: { state: true }, going: { state: true } };

  constructor() {
    super();
    this.shares = new Map();
    this.busy = new Set();
  }

  connectedCallback() {
    super.connectedCallback();
    this.timer = setInterval(() => this.load(), REFRESH);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  updated() {
    const ids = store.cameras().map((camera) => camera.id).join();
    if (ids !== this.loaded) {
      this.loaded = ids;
      this.load();
    }
  }

  /** Share of the last day that is recorded, of what should have been. */
  async load() {
    const answers = await Promise.all(store.cameras().map(({ id }) => get(`/api/v1/cameras/${id}/coverage`)
      .then((coverage) => [id, coverage.share ?? null], () => [id, null])));
    this.shares = new Map(answers);
  }

  async command(camera, action) {
    this.busy.add(camera.id);
    this.requestUpdate();
    try {
      await post(`/api/v1/cameras/${camera.id}/${action}`);
      toast(text.done.camera);
    } catch (e) {
      toast(`${text.failed}: ${e.message}`, true);
    }
    this.busy.delete(camera.id);
    this.requestUpdate();
  }

  async change(camera) {
    try {
      await this.querySelector('mp-camera-form').change(camera.id);
    } catch (e) {
      toast(`${text.failed}: ${e.message}`, true);
    }
  }

  async ask(camera) {
    this.going = camera;
    await this.updateComplete;
    this.querySelector('.remove-dialog').showModal();
  }

  async drop(event) {
    event.preventDefault();
    const { id } = this.going;
    try {
      await remove(`/api/v1/cameras/${id}`);
      toast(text.cameras.removed);
      this.querySelector('.remove-dialog').close();
    } catch (e) {
      toast(`${text.failed}: ${e.message}`, true);
    }
  }

  buttons(camera) {
    const t = text.cameras;
    const stopped = camera.state === 'stopped';
    const busy = this.busy.has(camera.id);
    return html`<span role="cell" class="row end camera-buttons">
      ${mayOperate() ? html`<button class="quiet" ?disabled=${busy} aria-label="${stopped ? t.start : t.stop} ${camera.name}"
        @click=${() => this.command(camera, stopped ? 'start' : 'stop')}>${icon(stopped ? 'play' : 'stop')}${stopped ? t.start : t.stop}</button>` : nothing}
      ${mayAdminister() ? html`<button class="quiet" aria-label="${t.change} ${camera.name}" @click=${() => this.change(camera)}>${icon('change')}${t.change}</button>
        <button class="quiet danger-text" title=${t.remove} aria-label="${t.remove} ${camera.name}" @click=${() => this.ask(camera)}>${icon('remove')}</button>` : nothing}
    </span>`;
  }

  row(camera) {
    const t = text.cameras;
    const share = this.shares.get(camera.id);
    const video = camera.codec ? `${codecName(camera.codec)} · ${camera.width} × ${camera.height}` : '–';
    return html`<div class="camera-row" role="row" data-id=${camera.id}>
      <span role="cell" class="what"><a href="#/camera/${camera.id}"><strong>${camera.name}</strong></a>
        <span class="dim">${[camera.id, camera.road].filter(Boolean).join(' · ')}</span></span>
      <span role="cell" class="node-name">${camera.node}</span>
      <span role="cell" class="what camera-state"><span class="pill ${camera.state}"><i aria-hidden="true"></i>${word('camera', camera.state)}</span>
        ${camera.reason ? html`<span class="dim">${camera.reason}</span>` : nothing}</span>
      <span role="cell" class="what figures"><span>${video}</span>
        <span class="dim">${camera.state === 'live' ? text.wall.fps(number(camera.fps), number(camera.inferred_fps)) : nothing}</span></span>
      <span role="cell" class="what figures"><a href="#/recordings/${camera.id}">${share == null ? t.noShare : percent(share)}</a><span class="dim">${t.lastDay}</span></span>
      ${this.buttons(camera)}
    </div>`;
  }

  removal() {
    const t = text.cameras;
    return html`<dialog class="remove-dialog" aria-labelledby="remove-title">
      <form @submit=${this.drop}>
        <h2 id="remove-title">${t.removeTitle(this.going?.name ?? '')}</h2>
        <p>${t.removeText}</p>
        <div class="row end">
          <button type="button" class="quiet" @click=${() => this.querySelector('.remove-dialog').close()}>${text.actions.cancel}</button>
          <button class="danger">${t.remove}</button>
        </div>
      </form></dialog>`;
  }

  render() {
    const t = text.cameras;
    const cameras = store.cameras();
    const live = cameras.filter((camera) => camera.state === 'live').length;
    return html`<section @changed=${() => this.load()}>
      <header class="page-head"><h1>${t.title}</h1>
        ${cameras.length > 0 ? html`<span class="dim">${text.wall.cameras(live, cameras.length)}</span>` : nothing}
        ${mayAdminister() ? html`<div class="row push"><button class="primary" @click=${() => this.querySelector('mp-camera-form').add()}>${icon('plus')}${t.add}</button></div>` : nothing}</header>
      ${cameras.length === 0 && store.loaded ? hint(text.wall.empty, mayAdminister() ? t.emptyText : nothing) : nothing}
      ${cameras.length > 0 ? html`<div class="camera-table" role="table" aria-label=${t.title}>
        <div class="camera-row head" role="row">${Object.values(t.columns).map((name) => html`<span role="columnheader">${name}</span>`)}</div>
        ${repeat(cameras, (camera) => camera.id, (camera) => this.row(camera))}
      </div>` : nothing}
      ${mayAdminister() ? html`<mp-camera-form></mp-camera-form>${this.removal()}` : nothing}
    </section>`;
  }
}
customElements.define('mp-cameras', Cameras);
