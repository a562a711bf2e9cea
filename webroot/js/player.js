import { live } from './live.js';

/** How far behind the newest picture the player aims to be: about what arrives unevenly. */
const AIM_S = 0.12;
/** Farther behind than this it hurries, and farther than that it jumps. */
const HURRY_S = 0.3;
const JUMP_S = 1;
/** Video behind the one shown is kept this long. */
const KEEP_S = 8;
const MOST_KEPT_S = 20;
/** Bytes come but no picture is shown for this long: begin anew. */
const STUCK_MS = 3000;
const REBUILDS = 3;
const REBUILD_WINDOW_MS = 60000;
const TIMES = 400;

const Source = globalThis.ManagedMediaSource ?? globalThis.MediaSource;

/** Whether this browser has what it takes to play live MP4 at all. */
export const hasPlayer = Boolean(Source) && 'requestVideoFrameCallback' in HTMLVideoElement.prototype;

/**
 * Plays live MP4 in a video element, close to its end. Tells of each picture shown by
 * events.shown(ptsUs, utcMs) and of defeat by events.failed(reason); reasons are 'codec' and 'player'.
 */
export class LivePlayer {
  constructor(video, events) {
    this.video = video;
    this.events = events;
    this.times = [];
    this.rebuilds = [];
    this.shownAt = performance.now();
    video.muted = true;
    video.playsInline = true;
    video.disableRemotePlayback = true;
    video.onerror = () => this.rebuild();
    this.watchdog = setInterval(() => this.look(), 500);
    this.next();
  }

  /** A new MP4 begins. */
  init(header, bytes) {
    if (!Source.isTypeSupported(`video/mp4; codecs="${header.codec}"`)) {
      this.fail('codec');
      return;
    }
    this.header = header;
    this.first = bytes;
    this.gop = [];
    this.times = [];
    this.open();
  }

  /** The next picture of it. */
  push(header, bytes) {
    if (!this.header || this.over) return;
    if (header.key) this.gop = [];
    if (header.key || this.gop.length) this.gop.push(bytes);
    this.times.push({ at: (header.pts_us - this.header.base_us) / 1e6, pts: header.pts_us, utc: header.utc_ms });
    if (this.times.length > TIMES) this.times.shift();
    this.pushedAt = performance.now();
    this.queue.push(bytes);
    this.pump();
  }

  stop() {
    this.over = true;
    clearInterval(this.watchdog);
    this.video.onerror = null;
    this.release();
  }

  release() {
    this.buffer = null;
    this.video.removeAttribute('src');
    this.video.load();
  }

  open() {
    const source = new Source();
    this.source = source;
    this.buffer = null;
    this.started = false;
    this.queue = [this.first, ...this.gop];
    this.shownAt = performance.now();
    const url = URL.createObjectURL(source);
    source.onsourceopen = () => {
      URL.revokeObjectURL(url);
      if (this.source !== source || this.over) return;
      try {
        this.buffer = source.addSourceBuffer(`video/mp4; codecs="${this.header.codec}"`);
      } catch {
        this.fail('codec');
        return;
      }
      this.buffer.onupdateend = () => this.follow();
      this.buffer.onerror = () => this.rebuild();
      this.pump();
    };
    this.video.src = url;
  }

  pump() {
    if (!this.buffer || this.buffer.updating || this.queue.length === 0) return;
    const bytes = this.queue.length === 1 ? this.queue[0] : joined(this.queue);
    this.queue = [];
    try {
      this.buffer.appendBuffer(bytes);
    } catch (e) {
      if (e.name === 'QuotaExceededError' && this.trim(2)) this.queue = [bytes];
      else this.rebuild();
    }
  }

  /** After each piece: stays near the end of what is there. */
  follow() {
    const { video } = this;
    const { buffered } = video;
    if (this.over || !this.buffer || this.buffer.updating) return;
    if (buffered.length) {
      const last = buffered.length - 1;
      const [start, end] = [buffered.start(last), buffered.end(last)];
      const behind = end - video.currentTime;
      if (!this.started || behind > JUMP_S || video.currentTime < start) {
        this.started = true;
        video.currentTime = Math.max(start, end - AIM_S);
        video.play().catch(() => {});
      } else {
        const rate = behind > HURRY_S ? 1.1 : 1;
        if (video.playbackRate !== rate) video.playbackRate = rate;
      }
      if (video.currentTime - buffered.start(0) > MOST_KEPT_S && this.trim(KEEP_S)) return;
    }
    this.pump();
  }

  /** Forgets what was shown longer ago; true when something is being removed. */
  trim(keep) {
    const { buffered, currentTime } = this.video;
    if (!buffered.length || this.buffer.updating || buffered.start(0) >= currentTime - keep) return false;
    this.buffer.remove(0, currentTime - keep);
    return true;
  }

  next() {
    this.video.requestVideoFrameCallback((now, frame) => {
      if (this.over) return;
      this.shownAt = performance.now();
      const time = nearest(this.times, frame.mediaTime);
      if (time) this.events.shown(time.pts, time.utc);
      this.next();
    });
  }

  look() {
    if (document.hidden || !this.header) return;
    const now = performance.now();
    if (now - this.pushedAt < 1000 && now - this.shownAt > STUCK_MS) this.rebuild();
    else if (this.video.paused && this.started) this.video.play().catch(() => {});
  }

  /** Begins anew from the last key picture; gives up when that happens too often. */
  rebuild() {
    if (this.over || !this.header) return;
    const now = performance.now();
    this.rebuilds = [...this.rebuilds.filter((at) => now - at < REBUILD_WINDOW_MS), now];
    if (this.rebuilds.length > REBUILDS) this.fail('player');
    else this.open();
  }

  fail(reason) {
    if (this.over) return;
    this.stop();
    this.events.failed(reason);
  }
}

/** Milliseconds from the camera to the screen, by the clock of the node. */
export const latency = (utcMs) => Math.max(0, Math.round(live.now() - utcMs));

function nearest(times, at) {
  let best = null;
  for (const time of times) if (!best || Math.abs(time.at - at) < Math.abs(best.at - at)) best = time;
  return best;
}

function joined(parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
