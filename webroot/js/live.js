import { socketUrl } from './api.js';
import { LastingSocket } from './socket.js';

const CLOSED_BY_ADMIN = 4410;
const TOO_MANY = 4429;

/**
 * One WebSocket for the live pictures and video of all tiles on the page; the protocol is in
 * docs/live.md. A listener has the methods picture(header, jpeg), init(header, bytes),
 * video(header, bytes), detections(detections), quality(quality), dropped(count), ended(reason).
 */
class Live {
  constructor() {
    this.watches = new Map();
    this.decoder = new TextDecoder();
    this.clockOffset = 0;
    this.socket = new LastingSocket(() => socketUrl('/api/v1/live'), {
      opened: () => this.ask(),
      message: (event) => this.received(event.data),
      state: () => {},
      closed: (event) => this.closed(event),
    });
  }

  /**
   * Watches a camera. The wish is {as, max_width, max_fps, boxes}; when several ask for one camera
   * they share what satisfies all. Returns {change(wish), end()}.
   */
  watch(camera, wish, listener) {
    if (!this.watches.has(camera)) this.watches.set(camera, new Map());
    this.watches.get(camera).set(listener, wish);
    this.changed();
    return {
      change: (next) => {
        this.watches.get(camera)?.set(listener, next);
        this.changed();
      },
      end: () => {
        const listeners = this.watches.get(camera);
        listeners?.delete(listener);
        if (listeners?.size === 0) this.watches.delete(camera);
        this.changed();
      },
    };
  }

  stop() {
    this.watches.clear();
    this.socket.stop();
  }

  /** Milliseconds since the epoch by the clock of the node. */
  now() {
    return Date.now() + this.clockOffset;
  }

  /** Tiles come and go in bursts; the server hears of it once. */
  changed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.watches.size === 0) {
        this.socket.stop();
        this.asked = null;
      } else if (this.socket.isOpen) this.ask();
      else this.socket.start();
    }, 50);
  }

  ask() {
    const watch = [...this.watches].map(([camera, listeners]) => {
      const wishes = [...listeners.values()];
      return {
        camera,
        as: wishes.some((wish) => wish.as === 'mp4') ? 'mp4' : 'jpeg',
        max_width: Math.max(...wishes.map((wish) => wish.max_width)),
        max_fps: Math.max(...wishes.map((wish) => wish.max_fps)),
        boxes: wishes.some((wish) => wish.boxes),
      };
    });
    this.askedAt = Date.now();
    this.socket.send({ watch });
  }

  received(data) {
    if (typeof data === 'string') {
      this.told(JSON.parse(data));
      return;
    }
    const length = new DataView(data).getUint32(0);
    const header = JSON.parse(this.decoder.decode(new Uint8Array(data, 4, length)));
    const bytes = new Uint8Array(data, 4 + length);
    if (header.kind === 'init') this.each(header.camera, 'init', header, bytes);
    else if (header.kind === 'video') this.each(header.camera, 'video', header, bytes);
    else this.each(header.camera, 'picture', header, new Blob([bytes], { type: 'image/jpeg' }));
  }

  told(message) {
    if (message.type === 'detections') this.each(message.detections.camera, 'detections', message.detections);
    else if (message.type === 'quality') this.each(message.camera, 'quality', message);
    else if (message.type === 'dropped') this.each(message.camera, 'dropped', message.count);
    else if (message.type === 'watching') {
      // Half of the way there and back is the best guess of one way.
      this.clockOffset = message.utc_ms - (this.askedAt + Date.now()) / 2;
      message.streams.forEach((stream) => this.each(stream.camera, 'quality', stream));
    } else console.warn('live refused', message.message);
  }

  each(camera, method, ...values) {
    for (const listener of this.watches.get(camera)?.keys() ?? []) listener[method]?.(...values);
  }

  /** False when the socket must not come back by itself; else how long to wait at least. */
  closed(event) {
    if (event.code !== CLOSED_BY_ADMIN && event.code !== TOO_MANY) return 0;
    for (const camera of this.watches.keys()) this.each(camera, 'ended', event.reason);
    return event.code === CLOSED_BY_ADMIN ? false : 15000;
  }
}

export const live = new Live();
