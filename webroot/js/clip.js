import { LitElement, html, nothing, svg } from 'lit';
import { get, mediaUrl, save } from './api.js';
import { bytes, number, time } from './format.js';
import { icon } from './icons.js';
import { store } from './store.js';
import { text } from './text.js';

/**
 * <mp-clip .clip=${clip} .named=${words} .moment=${millis}>: plays a clip, and goes on at the same second when a longer version of
 * the same clip has come. With a moment, a link leads to the recording at that time. Before it plays it shows what was seen at the moment; under the pointer, a miniature of all of it.
 */
class Clip extends LitElement {
  static properties = {
    clip: { attribute: false }, named: { attribute: false }, moment: { attribute: false }, late: { attribute: false },
    lost: { state: true }, preview: { state: true }, gaps: { state: true },
  };

  createRenderRoot() {
    return this;
  }

  updated(changed) {
    const old = changed.get('clip');
    if (changed.has('clip') && this.clip && (old?.id !== this.clip.id || old?.sha256 !== this.clip.sha256)) {
      this.load(old?.id === this.clip.id);
      this.describe(this.clip);
    }
  }

  async load(keepPlace) {
    const video = this.querySelector('video');
    const at = keepPlace ? video.currentTime : 0;
    const playing = keepPlace ? !video.paused || video.ended : true;
    const clip = this.clip;
    try {
      const url = await mediaUrl(`/api/v1/clips/${clip.id}`, { node: clip.node, v: clip.sha256.slice(0, 12) });
      if (clip !== this.clip) return;
      video.addEventListener('loadedmetadata', () => {
        if (at > 0) video.currentTime = Math.min(at, video.duration);
        if (playing) video.play().catch(() => {});
      }, { once: true });
      video.src = url;
      this.lost = false;
    } catch {
      this.lost = true;
    }
  }

  picture(clip, name) {
    return mediaUrl(`/api/v1/clips/${clip.id}/${name}`, { node: clip.node, v: clip.sha256.slice(0, 12) });
  }

  /** What a node of an older version does not know is left out. */
  async describe(clip) {
    try {
      const info = await get(`/api/v1/clips/${clip.id}/info?${new URLSearchParams({ node: clip.node })}`);
      const poster = info.thumbnail ? await this.picture(clip, 'thumbnail.jpg') : '';
      if (clip !== this.clip) return info;
      this.gaps = info.gaps ?? [];
      if (poster) this.querySelector('video').poster = poster;
      return info;
    } catch {
      this.gaps = [];
      return {};
    }
  }

  async hover(inside) {
    const video = this.querySelector('video');
    if (!inside || !this.clip?.complete || !video.paused || video.currentTime > 0) {
      this.preview = null;
      return;
    }
    const clip = this.clip;
    const url = (await this.describe(clip)).preview ? await this.picture(clip, 'preview.webp').catch(() => null) : null;
    if (clip === this.clip && this.matches(':hover')) this.preview = url;
  }

  /** The ticket in the URL ends after ten minutes; one fresh one is tried before giving up. */
  failed() {
    if (!this.querySelector('video').currentSrc) return;
    if (this.retriedAt > Date.now() - 30000) {
      this.lost = true;
      return;
    }
    this.retriedAt = Date.now();
    this.load(true);
  }

  play() {
    this.hover(false);
    this.querySelector('video').play().catch(() => {});
  }

  gapSeconds() {
    return this.gaps.reduce((sum, gap) => sum + (gap.to_ms - gap.from_ms) / 1000, 0);
  }

  /** Where in the clip nothing was recorded; the picture before stands there. */
  gapStrip() {
    const { start_utc_millis: from, end_utc_millis: to } = this.clip;
    const x = (at) => ((Math.min(Math.max(at, from), to) - from) / Math.max(1, to - from)) * 1000;
    return html`<svg class="gap-strip" viewBox="0 0 1000 4" preserveAspectRatio="none" aria-hidden="true"><rect class="gap-none" width="1000" height="4"></rect>
      ${this.gaps.map((gap) => svg`<rect class="gap" x=${x(gap.from_ms)} width=${Math.max(2, x(gap.to_ms) - x(gap.from_ms))} height="4"></rect>`)}</svg>`;
  }

  gapTimes() {
    return this.gaps.map((gap) => `${time(gap.from_ms)} – ${time(gap.to_ms)}`).join('\n');
  }

  async download() {
    const { clip } = this;
    try {
      save(await mediaUrl(`/api/v1/clips/${clip.id}`, { node: clip.node }), `${clip.camera}-${new Date(clip.start_utc_millis).toISOString().slice(0, 19).replaceAll(':', '')}Z.mp4`);
    } catch {
      this.lost = true;
    }
  }

  reason() {
    const node = store.nodes.get(this.clip.node);
    return node && store.isLost(node) ? text.incident.clipAway(this.clip.node) : text.incident.clipLost;
  }

  render() {
    const t = text.incident;
    return html`
      <div class="clip" @pointerenter=${() => this.hover(true)} @pointerleave=${() => this.hover(false)}>
        <video controls muted playsinline preload="metadata" aria-label=${t.clip} @error=${this.failed} ?hidden=${!this.clip}></video>
        ${this.preview ? html`<img class="clip-preview" alt="" src=${this.preview} @error=${() => this.hover(false)} @click=${this.play}>` : nothing}
        ${this.clip && this.gaps?.length ? this.gapStrip() : nothing}
        ${this.clip ? nothing : html`<div class="no-clip">${this.late ? t.noClipAtAll : t.noClip}</div>`}
        ${this.lost ? html`<p class="notice bad" role="alert">${this.reason()}
          <button class="quiet" @click=${() => this.load(true)}>${text.actions.retry}</button></p>` : nothing}
        ${this.clip ? html`<p class="clip-facts">
          ${this.named ? html`<strong>${this.named}</strong>` : nothing}
          <span class="pill ${this.clip.complete ? 'live' : 'connecting'}"><i aria-hidden="true"></i>${this.clip.complete ? t.complete : t.partial}</span>
          <span class="dim figures">${t.clipFacts(number(this.clip.seconds, 1), bytes(this.clip.bytes))}</span>
          ${this.gaps?.length ? html`<span class="gap-words figures" title=${this.gapTimes()}>${t.clipGaps(this.gaps.length, number(this.gapSeconds(), 0))}</span>` : nothing}
          <span class="dim mono" title="SHA-256">${this.clip.sha256.slice(0, 12)}…</span>
          <span class="row push">
            ${this.moment ? html`<a class="button quiet" href="#/recordings/${this.clip.camera}?at=${new Date(this.moment).toISOString()}">${icon('recordings')}${t.recording}</a>` : nothing}
            <button class="quiet" aria-label="${text.actions.saveFile} ${this.clip.camera}" title=${text.actions.saveFile} @click=${this.download}>${icon('download')}</button></span></p>` : nothing}
      </div>`;
  }
}
customElements.define('mp-clip', Clip);
