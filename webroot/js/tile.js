import { html, nothing } from 'lit';
import { boxesAt } from './boxes.js';
import { bus } from './bus.js';
import { dateTime, number, time } from './format.js';
import { icon } from './icons.js';
import { live } from './live.js';
import { store } from './store.js';
import { text, word } from './text.js';
import { severity } from './parts.js';
import { View } from './view.js';

const STALLED_MS = 4000;
const KEPT = 60;

/** <mp-tile camera="cam-1">: live picture, boxes over it, and how the camera is doing. */
class Tile extends View {
  static properties = { camera: {}, large: { type: Boolean }, boxes: { type: Boolean } };

  constructor() {
    super();
    this.boxes = true;
    this.detections = [];
    this.arrivedAt = 0;
    this.objects = 0;
  }

  connectedCallback() {
    super.connectedCallback();
    // Tiles out of sight cost nothing.
    this.sight = new IntersectionObserver((entries) => (entries.at(-1).isIntersecting ? this.begin() : this.end()));
    this.sight.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.sight.disconnect();
    this.end();
    this.bitmap?.close();
    this.bitmap = null;
  }

  begin() {
    if (this.ends) return;
    this.ends = [
      live.watch(this.camera, (header, jpeg) => this.picture(header, jpeg)),
      bus.on(`milepost.detections.${this.camera}`, (detections) => this.detected(detections)),
    ];
  }

  end() {
    this.ends?.forEach((end) => end());
    this.ends = null;
  }

  /** Newest wins: while one picture is being decoded, only the latest of those that follow is kept. */
  async picture(header, jpeg) {
    if (this.decoding) {
      this.next = [header, jpeg];
      return;
    }
    this.decoding = true;
    try {
      const bitmap = await createImageBitmap(jpeg);
      this.bitmap?.close();
      this.bitmap = bitmap;
      this.header = header;
      const first = Date.now() - this.arrivedAt > STALLED_MS;
      this.arrivedAt = Date.now();
      if (first) this.requestUpdate();
      this.draw();
    } catch {
      console.warn('unreadable picture', this.camera);
    } finally {
      this.decoding = false;
      const next = this.next;
      this.next = null;
      if (next) this.picture(...next);
    }
  }

  detected(detections) {
    this.detections.push(detections);
    if (this.detections.length > KEPT) this.detections.shift();
    if (detections.boxes.length !== this.objects) {
      this.objects = detections.boxes.length;
      this.requestUpdate();
    }
    // The boxes of a picture arrive after it: looking takes longer than sending.
    if (this.header) this.draw();
  }

  draw() {
    if (this.drawing) return;
    this.drawing = requestAnimationFrame(() => {
      this.drawing = 0;
      const canvas = this.querySelector('canvas');
      if (!canvas || !this.bitmap) return;
      // At the resolution of the screen, so that lines and letters over a small picture stay sharp.
      const width = Math.min(2560, Math.round((canvas.clientWidth || this.bitmap.width) * devicePixelRatio));
      const height = Math.round((width * this.bitmap.height) / this.bitmap.width);
      if (canvas.width !== width || canvas.height !== height) {
        canvas.width = width;
        canvas.height = height;
      }
      const g = canvas.getContext('2d');
      g.drawImage(this.bitmap, 0, 0, width, height);
      if (this.boxes) this.drawBoxes(g, canvas);
    });
  }

  drawBoxes(g, canvas) {
    const detections = boxesAt(this.detections, this.header.pts_us);
    if (!detections) return;
    const sx = canvas.width / detections.width;
    const sy = canvas.height / detections.height;
    const unit = devicePixelRatio * (this.large ? 1.3 : 1);
    g.lineWidth = 2 * unit;
    g.font = `600 ${11 * unit}px system-ui, sans-serif`;
    g.textBaseline = 'bottom';
    for (const box of detections.boxes) {
      const [x, y, w, h] = [box.x * sx, box.y * sy, box.w * sx, box.h * sy];
      const colour = ['fire', 'smoke'].includes(box.label) ? '#ff5c5c' : box.label === 'person' ? '#ffd166' : '#5ce1c1';
      g.strokeStyle = 'rgba(0,0,0,.55)';
      g.strokeRect(x + unit, y + unit, w, h);
      g.strokeStyle = colour;
      g.strokeRect(x, y, w, h);
      if (w < 26 * unit) continue;
      const label = `${box.label} ${box.track}`;
      const width = g.measureText(label).width + 6 * unit;
      const top = y > 15 * unit ? y : y + h + 15 * unit;
      g.fillStyle = colour;
      g.fillRect(x - unit, top - 14 * unit, width, 14 * unit);
      g.fillStyle = '#06120f';
      g.fillText(label, x + 2 * unit, top - unit);
    }
  }

  cover(camera) {
    if (camera.state !== 'live') {
      return html`<div class="cover ${camera.state}">
        ${icon('noCamera')}<strong>${word('camera', camera.state)}</strong>
        ${camera.reason ? html`<span>${camera.reason}</span>` : nothing}
        ${camera.since ? html`<span class="dim">${text.wall.since} ${dateTime(camera.since)} (<mp-age .at=${camera.since}></mp-age>)</span>` : nothing}
      </div>`;
    }
    if (Date.now() - this.arrivedAt <= STALLED_MS) return nothing;
    return html`<div class="cover"><strong>${this.arrivedAt ? text.wall.stalled : text.wall.waiting}</strong>
      ${this.arrivedAt ? html`<span class="dim">${text.wall.since} ${time(this.arrivedAt)}</span>` : nothing}</div>`;
  }

  render() {
    const camera = store.cameras().find((each) => each.id === this.camera);
    if (!camera) return nothing;
    const incident = store.activeAt(this.camera);
    const isLive = camera.state === 'live';
    const picture = html`
      <div class="picture"><canvas width="640" height="360" role="img" aria-label=${text.wall.pictureOf(camera.name)}></canvas>
        ${this.cover(camera)}
        ${incident ? html`<span class="flag">${severity(incident.severity)} ${word('type', incident.type)}</span>` : nothing}
      </div>`;
    return html`
      <article class="tile ${incident ? `alarmed ${incident.severity} ${incident.state}` : ''} ${camera.state}">
        ${this.large ? picture : html`<a class="picture-link" href="#/camera/${camera.id}" aria-label="${text.actions.open} ${camera.name}">${picture}</a>`}
        <footer>
          <div class="names"><strong>${camera.name}</strong><span class="dim">${camera.road} · ${camera.node}</span></div>
          <div class="numbers">
            <span class="pill ${camera.state}"><i aria-hidden="true"></i>${word('camera', camera.state)}</span>
            ${isLive ? html`<span class="dim figures">${text.wall.fps(number(camera.fps), number(camera.inferred_fps))}</span>` : nothing}
            ${isLive && this.large ? html`<span class="dim">${text.wall.objects(this.objects)}</span>` : nothing}
          </div>
        </footer>
      </article>`;
  }
}
customElements.define('mp-tile', Tile);
