import { socketUrl } from './api.js';
import { LastingSocket } from './socket.js';

/** One WebSocket for the live pictures of all tiles on the page. */
class Live {
  constructor() {
    this.listeners = new Map();
    this.decoder = new TextDecoder();
    this.socket = new LastingSocket(() => socketUrl('/api/v1/live'), {
      opened: () => this.ask(),
      message: (event) => this.received(event.data),
      state: () => {},
    });
  }

  /** Calls back with (header, jpeg blob) for each picture; returns what ends it. */
  watch(camera, listener) {
    if (!this.listeners.has(camera)) this.listeners.set(camera, new Set());
    this.listeners.get(camera).add(listener);
    this.changed();
    return () => {
      const set = this.listeners.get(camera);
      set?.delete(listener);
      if (set?.size === 0) this.listeners.delete(camera);
      this.changed();
    };
  }

  stop() {
    this.listeners.clear();
    this.socket.stop();
  }

  /** Tiles come and go in bursts; the server hears of it once. */
  changed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.listeners.size === 0) this.socket.stop();
      else if (this.socket.isOpen) this.ask();
      else this.socket.start();
    }, 50);
  }

  ask() {
    this.socket.send({ watch: [...this.listeners.keys()] });
  }

  received(data) {
    if (typeof data === 'string') return;
    const length = new DataView(data).getUint32(0);
    const header = JSON.parse(this.decoder.decode(new Uint8Array(data, 4, length)));
    const jpeg = new Blob([new Uint8Array(data, 4 + length)], { type: 'image/jpeg' });
    this.listeners.get(header.camera)?.forEach((listener) => listener(header, jpeg));
  }
}

export const live = new Live();
