import { socketUrl } from './api.js';
import { LastingSocket } from './socket.js';

/**
 * Client of the event-bus bridge over its raw WebSocket. The published client is not used: it is no
 * ES module, brings SockJS for browsers of the past, and cannot take a fresh ticket at each
 * reconnect.
 */
class Bus {
  constructor() {
    this.handlers = new Map();
    this.stateListeners = new Set();
    this.state = 'connecting';
    this.decoder = new TextDecoder();
    this.socket = new LastingSocket(() => socketUrl('/eventbus/websocket'), {
      opened: () => this.opened(),
      message: (event) => this.received(event.data),
      state: (state) => this.become(state),
    });
  }

  start() {
    this.socket.start();
  }

  stop() {
    this.socket.stop();
    this.handlers.clear();
    clearInterval(this.pinger);
  }

  onState(listener) {
    this.stateListeners.add(listener);
  }

  /** Listens to an address; returns what ends it. */
  on(address, handler) {
    if (!this.handlers.has(address)) {
      this.handlers.set(address, new Set());
      this.socket.send({ type: 'register', address });
    }
    this.handlers.get(address).add(handler);
    return () => {
      const set = this.handlers.get(address);
      if (set?.delete(handler) && set.size === 0) {
        this.handlers.delete(address);
        this.socket.send({ type: 'unregister', address });
      }
    };
  }

  become(state) {
    this.state = state;
    if (state !== 'open') clearInterval(this.pinger);
    this.stateListeners.forEach((listener) => listener(state));
  }

  opened() {
    for (const address of this.handlers.keys()) this.socket.send({ type: 'register', address });
    // The bridge hangs up on clients it has not heard for thirty seconds.
    this.pinger = setInterval(() => this.socket.send({ type: 'ping' }), 10000);
  }

  received(data) {
    const message = JSON.parse(typeof data === 'string' ? data : this.decoder.decode(data));
    if (message.type === 'rec') {
      this.handlers.get(message.address)?.forEach((handler) => handler(message.body));
    } else if (message.type === 'err') {
      console.warn('bus refused', message.address ?? '', message.message ?? message.body);
    }
  }
}

export const bus = new Bus();
