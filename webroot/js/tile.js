import { html, nothing } from 'lit';
import { boxesAt } from './boxes.js';
import { dateTime, number, time } from './format.js';
import { icon } from './icons.js';
import { live } from './live.js';
import { hasPlayer, latency, LivePlayer } from './player.js';
import { store } from './store.js';
import { text, word } from './text.js';
import { severity } from './parts.js';
import { View } from './view.js';

const STALLED_MS = 4000;
const KEPT = 60;
/** A hidden page looks on for so long. */
const HIDDEN_MS = 10000;
const STEP_PX = 160;
const SMALL_PX = 400;
const SMALL_FPS = 5;
const FULL_FPS = 30;

/**
 * <mp-tile camera="cam-1">: live picture, boxes over it, and how the camera is doing. On a wall it
 * shows pictures of its own size; large, the camera's own video where the browser plays it.
 */
class Tile extends View {
  static properties = { camera: {}, large: { type: Boolean }, boxes: { type: Boolean } };

  constructor() {
    super();
    this.boxes = true;
    this.sightings = [];
    this.arrivedAt = 0;
    this.objects = 0;
    this.lost = 0;
    this.onVisibility = () => this.visibility();
  }

  connectedCallback() {
    super.connectedCallback();
    // Tiles out of sight cost nothing.
    this.sight = new IntersectionObserver((entries) => (entries.at(-1).isIntersecting ? this.begin() : this.end()));
    this.sight.observe(this);
    this.shape = new ResizeObserver(() => this.resized());
    this.shape.observe(this);
    document.addEventListener('visibilitychange', this.onVisibility);
    this.ticker = this.large ? setInterval(() => this.requestUpdate(), 1000) : 0;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.sight.disconnect();
    this.shape.disconnect();
    document.removeEventListener('visibilitychange', this.onVisibility);
    clearInterval(this.ticker);
    clearTimeout(this.hiding);
    this.end();
    this.bitmap?.close();
    this.bitmap = null;
  }

  begin() {
    if (this.watch) return;
    this.watch = live.watch(this.camera, this.wish(), this);
  }

  end() {
    this.watch?.end();
    this.watch = null;
    this.stopPlayer();
  }

  /** Looking at a page that nobody sees costs the node and the line as much as any other. */
  visibility() {
    clearTimeout(this.hiding);
    if (document.hidden) this.hiding = setTimeout(() => this.end(), HIDDEN_MS);
    else this.begin();
  }

  wish() {
    // In steps, so that dragging a window does not ask for something new at every pixel.
    const width = Math.max(1, Math.ceil(((this.clientWidth || 640) * devicePixelRatio) / STEP_PX)) * STEP_PX;
    const as = this.large && hasPlayer && !this.unplayable ? 'mp4' : 'jpeg';
    return { as, max_width: width, max_fps: width <= SMALL_PX ? SMALL_FPS : FULL_FPS, boxes: true };
  }

  resized() {
    const wish = this.wish();
    // Video comes in its own size, whatever the screen's.
    if (this.watch && wish.as === 'jpeg' && wish.max_width !== this.askedWidth) {
      this.askedWidth = wish.max_width;
      clearTimeout(this.resizing);
      this.resizing = setTimeout(() => this.watch?.change(this.wish()), 300);
    }
  }

  init(header, bytes) {
    const video = this.querySelector('video');
    if (!video) return;
    this.player ??= new LivePlayer(video, {
      shown: (pts, utc) => this.shown(pts, utc),
      failed: (reason) => {
        this.unplayable = reason;
        this.player = null;
        this.watch?.change(this.wish());
        this.requestUpdate();
      },
    });
    this.player.init(header, bytes);
  }

  video(header, bytes) {
    this.player?.push(header, bytes);
  }

  shown(pts, utc) {
    this.transport = 'mp4';
    this.arrived({ pts_us: pts, utc_ms: utc });
    this.draw();
  }

  stopPlayer() {
    this.player?.stop();
    this.player = null;
  }

  quality(quality) {
    this.sent = quality;
    if (quality.as === 'jpeg') this.stopPlayer();
    this.requestUpdate();
  }

  ended(reason) {
    this.endedBecause = reason;
    this.requestUpdate();
  }

  dropped(count) {
    this.lost = count;
  }

  /** A picture is on the screen. */
  arrived(header) {
    this.header = header;
    this.latency = latency(header.utc_ms);
    const first = Date.now() - this.arrivedAt > STALLED_MS;
    this.arrivedAt = Date.now();
    this.endedBecause = null;
    if (first) this.requestUpdate();
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
      if (this.sent?.as === 'mp4') {
        // Overtaken by the video that follows it.
        bitmap.close();
        return;
      }
      this.bitmap?.close();
      this.bitmap = bitmap;
      this.transport = 'jpeg';
      this.stopPlayer();
      this.arrived(header);
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

  detections(detections) {
    this.sightings.push(detections);
    if (this.sightings.length > KEPT) this.sightings.shift();
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
      const isVideo = this.transport === 'mp4';
      const video = isVideo ? this.querySelector('video') : null;
      const from = isVideo ? { width: video?.videoWidth, height: video?.videoHeight } : this.bitmap;
      if (!canvas || !from?.width) return;
      // At the resolution of the screen, so that lines and letters over a small picture stay sharp.
      const width = Math.min(2560, Math.round((canvas.clientWidth || from.width) * devicePixelRatio));
      const height = Math.round((width * from.height) / from.width);
      if (canvas.width !== width || canvas.height !== height) {
        canvas.width = width;
        canvas.height = height;
      }
      const g = canvas.getContext('2d');
      if (isVideo) g.clearRect(0, 0, width, height);
      else g.drawImage(this.bitmap, 0, 0, width, height);
      if (this.boxes) this.drawBoxes(g, canvas);
    });
  }

  drawBoxes(g, canvas) {
    const detections = boxesAt(this.sightings, this.header.pts_us);
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
    if (this.endedBecause) {
      return html`<div class="cover"><strong>${text.wall.ended}</strong><span class="dim">${this.endedBecause}</span></div>`;
    }
    return html`<div class="cover"><strong>${this.arrivedAt ? text.wall.stalled : text.wall.waiting}</strong>
      ${this.arrivedAt ? html`<span class="dim">${text.wall.since} ${time(this.arrivedAt)}</span>` : nothing}</div>`;
  }

  /** How the picture comes here, for people who wonder. */
  transportLine() {
    const { sent } = this;
    if (!sent || !this.transport) return nothing;
    const way = this.transport === 'mp4' ? text.live.mp4 : text.live.jpeg(this.bitmap?.width ?? sent.max_width);
    const why = this.unplayable ? text.live.unplayable[this.unplayable] : (sent.message ?? sent.reason);
    return html`<span class="dim transport" data-transport=${this.transport}>${way}
      · ${text.live.latency(this.latency)}${this.lost ? ` · ${text.live.dropped(this.lost)}` : nothing}</span>
      ${why && this.transport === 'jpeg' ? html`<span class="dim">${why}</span>` : nothing}`;
  }

  render() {
    const camera = store.cameras().find((each) => each.id === this.camera);
    if (!camera) return nothing;
    const incident = store.activeAt(this.camera);
    const isLive = camera.state === 'live';
    const picture = html`
      <div class="picture">${this.large ? html`<video muted playsinline aria-hidden="true"></video>` : nothing}<canvas width="640" height="360" role="img" aria-label=${text.wall.pictureOf(camera.name)}></canvas>
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
            ${isLive && this.large ? html`<span class="dim">${text.wall.objects(this.objects)}</span>${this.transportLine()}` : nothing}
          </div>
        </footer>
      </article>`;
  }
}
customElements.define('mp-tile', Tile);
