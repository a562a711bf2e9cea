import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { mayOperate, mediaUrl, post } from '../api.js';
import { icon } from '../icons.js';
import { hint, incidentCard } from '../parts.js';
import { store } from '../store.js';
import { text } from '../text.js';
import { toast } from '../toast.js';
import { View } from '../view.js';
import '../rules.js';

class Wall extends View {
  render() {
    const cameras = store.cameras();
    const active = store.active();
    const size = cameras.length < 2 ? 1 : cameras.length < 5 ? 2 : cameras.length < 10 ? 3 : 4;
    const isLive = cameras.filter((camera) => camera.state === 'live').length;
    return html`
      <section class="wall-page">
        <div class="wall-main">
          <header class="page-head"><h1>${text.wall.title}</h1><span class="dim">${text.wall.cameras(isLive, cameras.length)}</span></header>
          ${store.loaded && cameras.length === 0 ? hint(text.wall.empty, text.wall.emptyText) : nothing}
          <div class="wall columns-${size}">
            ${repeat(cameras, (camera) => camera.id, (camera) => html`<mp-tile camera=${camera.id}></mp-tile>`)}
          </div>
        </div>
        <aside class="drawer" aria-label=${text.wall.active}>
          <h2>${text.wall.active} <span class="count">${active.length}</span></h2>
          ${active.length === 0 ? html`<p class="quiet-note">${icon('check')} ${text.wall.noActive}</p>` : nothing}
          <div class="stack">${repeat(active, (incident) => incident.id, incidentCard)}</div>
        </aside>
      </section>`;
  }
}
customElements.define('mp-wall', Wall);

/** One camera, large. */
class CameraPage extends View {
  static properties = { camera: {}, boxes: { state: true } };

  constructor() {
    super();
    this.boxes = true;
  }

  async command(action) {
    try {
      await post(`/api/v1/cameras/${this.camera}/${action}`);
      toast(text.done.camera);
    } catch (e) {
      toast(`${text.failed}: ${e.message}`, true);
    }
  }

  async save() {
    try {
      const link = document.createElement('a');
      link.href = await mediaUrl(`/api/v1/cameras/${this.camera}/snapshot.jpg`);
      link.download = `${this.camera}-${new Date().toISOString().replaceAll(':', '')}.jpg`;
      link.click();
    } catch (e) {
      toast(`${text.failed}: ${e.message}`, true);
    }
  }

  render() {
    const camera = store.cameras().find((each) => each.id === this.camera);
    if (!camera) return store.loaded ? hint(text.wall.unknown) : nothing;
    const stopped = camera.state === 'stopped';
    const related = store.active().filter((incident) => incident.camera === camera.id
      || incident.seen_by.some((seen) => seen.endsWith(`/${camera.id}`)));
    return html`
      <section class="camera-page">
        <header class="page-head">
          <a class="button quiet" href="#/wall">${icon('back')}${text.actions.back}</a>
          <h1>${camera.name}</h1>
          <div class="row push">
            <button class="quiet" aria-pressed=${this.boxes} @click=${() => { this.boxes = !this.boxes; }}>${icon('box')}${text.actions.boxes}</button>
            <button class="quiet" ?disabled=${camera.state !== 'live'} @click=${this.save}>${icon('download')}${text.actions.snapshot}</button>
            ${mayOperate() ? html`<button class="quiet" @click=${() => this.command(stopped ? 'start' : 'stop')}>
              ${icon(stopped ? 'play' : 'stop')}${stopped ? text.actions.start : text.actions.stop}</button>` : nothing}
          </div>
        </header>
        <mp-tile camera=${camera.id} large .boxes=${this.boxes}></mp-tile>
        <div class="strip">${repeat(related, (incident) => incident.id, incidentCard)}</div>
        <mp-rules camera=${camera.id}></mp-rules>
      </section>`;
  }
}
customElements.define('mp-camera', CameraPage);
