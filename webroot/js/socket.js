/**
 * A WebSocket that keeps coming back, with a fresh ticket each time, waiting 0.5 s to 15 s with
 * jitter. Handlers: opened(), message(event), state('connecting' | 'open' | 'lost'), and if given
 * closed(event), which returns the least wait in ms, or false to stay away.
 */
export class LastingSocket {
  constructor(url, handlers) {
    this.url = url;
    this.handlers = handlers;
    this.wanted = false;
    this.delay = 500;
  }

  start() {
    if (this.wanted) return;
    this.wanted = true;
    this.connect();
  }

  stop() {
    this.wanted = false;
    clearTimeout(this.timer);
    this.socket?.close();
    this.socket = null;
  }

  get isOpen() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  send(value) {
    if (this.isOpen) this.socket.send(JSON.stringify(value));
  }

  async connect() {
    this.handlers.state('connecting');
    let url;
    try {
      url = await this.url();
    } catch {
      this.again();
      return;
    }
    if (!this.wanted || this.socket) return;
    const socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    this.socket = socket;
    socket.onopen = () => {
      this.delay = 500;
      this.handlers.state('open');
      this.handlers.opened();
    };
    socket.onmessage = (event) => this.handlers.message(event);
    socket.onclose = (event) => {
      if (this.socket !== socket) return;
      const wait = this.handlers.closed?.(event) ?? 0;
      if (wait === false) {
        this.stop();
        this.handlers.state('lost');
        return;
      }
      this.delay = Math.max(this.delay, wait);
      this.again();
    };
  }

  again() {
    this.socket = null;
    if (!this.wanted) return;
    this.handlers.state('lost');
    const wait = this.delay * (0.5 + Math.random());
    this.delay = Math.min(15000, this.delay * 2);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.connect(), wait);
  }
}
