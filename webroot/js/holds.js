import { LitElement, html, nothing } from 'lit';
import { mayAdminister, mayOperate, post, remove } from './api.js';
import { local } from './cut.js';
import { bytes, dateTime, duration } from './format.js';
import { icon } from './icons.js';
import { store } from './store.js';
import { text } from './text.js';
import { toast } from './toast.js';

/** Cameras of which something is kept though no node has them any more. */
export function removed(kept) {
  const known = new Set(store.cameras().map((camera) => camera.id));
  return store.loaded ? kept.filter((each) => each.removed && !known.has(each.camera)) : [];
}

/** <mp-hold-form>: asks why a stretch, or all of an incident, shall be held, or be held no more. Tells "held" when it is so. */
class HoldForm extends LitElement {
  static properties = { what: { state: true }, busy: { state: true } };

  createRenderRoot() {
    return this;
  }

  /** What to hold: {cameras, camera, from, to} or {incident}; what to release: {release: hold}. */
  async ask(what) {
    this.what = what;
    this.busy = false;
    await this.updateComplete;
    this.querySelector('form').reset();
    for (const end of ['from', 'to']) {
      const field = this.querySelector(`[name=hold-${end}]`);
      if (field) field.value = local(what[end]);
    }
    this.querySelector('dialog').showModal();
    this.querySelector('[name=hold-reason]').focus();
  }

  close() {
    this.querySelector('dialog').close();
  }

  async submit(event) {
    event.preventDefault();
    const t = text.holds;
    const value = (name) => this.querySelector(`[name=hold-${name}]`)?.value;
    const reason = value('reason').trim();
    const { release, incident } = this.what;
    this.busy = true;
    try {
      if (release) {
        await remove(`/api/v1/holds/${release.id}?${new URLSearchParams({ node: release.node, reason })}`);
        toast(t.released);
      } else {
        const kind = this.querySelector('[name=hold-kind]:checked')?.value ?? 'pin';
        const [from, to] = ['from', 'to'].map((end) => new Date(value(end)).getTime());
        const { refused } = await post('/api/v1/holds', incident ? { incident, kind, reason } : { camera: value('camera'), from, to, kind, reason });
        toast([t.held, ...refused.map((each) => `${each.camera}: ${each.reason}`)].join(' · '), refused.length > 0);
      }
      this.close();
      this.dispatchEvent(new CustomEvent('held', { bubbles: true }));
    } catch (e) {
      toast(`${text.failed}: ${e.message}`, true);
    }
    this.busy = false;
  }

  kinds() {
    const t = text.holds;
    const kind = (code, words, checked) => html`<label class="hold-kind"><input type="radio" name="hold-kind" value=${code} ?checked=${checked}>
      <span><strong>${t.kind[code]}</strong> <span class="dim">${words}</span></span></label>`;
    return html`${kind('pin', t.pinText, true)}${mayAdminister() ? kind('hold', t.legalText, false) : nothing}`;
  }

  stretch() {
    const { cameras, camera } = this.what;
    const t = text.recordings;
    return html`<label>${text.holds.camera}<select name="hold-camera">${cameras.map((each) => html`<option value=${each.id} ?selected=${each.id === camera}>${each.name}</option>`)}</select></label>
      <div class="hold-times"><label>${t.from}<input type="datetime-local" step="1" name="hold-from" required></label>
        <label>${t.to}<input type="datetime-local" step="1" name="hold-to" required></label></div>`;
  }

  render() {
    const t = text.holds;
    const { release, incident } = this.what ?? {};
    return html`<dialog class="hold-dialog" aria-labelledby="hold-title"><form @submit=${this.submit}>
      <h2 id="hold-title">${release ? t.releasing(release.camera) : incident ? t.holdingIncident : t.holding}</h2>
      ${release ? html`<p>${t.kind[release.kind]} · ${dateTime(release.from)} – ${dateTime(release.to)}<br><span class="dim">${release.reason}</span></p>` : nothing}
      ${release || !this.what ? nothing : html`${incident ? html`<p>${t.incidentText}</p>` : this.stretch()}${this.kinds()}`}
      <label>${t.reason}<input name="hold-reason" maxlength="500" required></label>
      <div class="row end"><button type="button" class="quiet" @click=${this.close}>${text.actions.cancel}</button>
        <button class=${release ? 'danger' : 'primary'} ?disabled=${this.busy}>${release ? t.release : t.hold}</button></div>
    </form></dialog>`;
  }
}
customElements.define('mp-hold-form', HoldForm);

/** <mp-holds .told=${answer of /api/v1/holds} .names=${Map}>: what is held, and the way to release it. Asks with "release" and "hold". */
class Holds extends LitElement {
  static properties = { told: { attribute: false }, names: { attribute: false } };

  createRenderRoot() {
    return this;
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }

  item(hold) {
    const t = text.holds;
    const may = hold.kind === 'hold' ? mayAdminister() : mayOperate();
    return html`<li><div class="row"><span class="pill hold-${hold.kind}">${icon('held')}${t.kind[hold.kind]}</span>
      <strong>${this.names.get(hold.camera) ?? hold.camera}</strong>
      <span class="figures">${dateTime(hold.from)} · ${duration(hold.to - hold.from)}</span>
      <span>${hold.reason}</span>
      <span class="dim">${t.by(hold.by, dateTime(hold.made))}${hold.until ? ` · ${t.until(dateTime(hold.until))}` : ''}</span>
      ${may ? html`<button class="quiet push" @click=${() => this.tell('release', hold)}>${t.release}…</button>` : nothing}</div></li>`;
  }

  render() {
    const t = text.holds;
    if (!this.told) return nothing;
    const { items, missing } = this.told;
    return html`<section class="panel saved holds"><div class="row"><h2>${t.title}</h2>
        ${mayOperate() ? html`<button class="quiet push" ?disabled=${this.names.size === 0} @click=${() => this.tell('hold')}>${icon('held')}${t.holdShown}</button>` : nothing}</div>
      ${items.length === 0 ? html`<p class="dim">${t.none}</p>` : nothing}
      ${missing.length > 0 ? html`<p class="notice" role="status">${t.missing(missing.join(', '))}</p>` : nothing}
      <ul>${items.map((hold) => this.item(hold))}</ul></section>`;
  }
}
customElements.define('mp-holds', Holds);

/** <mp-removed .items=${of /api/v1/recordings} camera=${id}>: cameras that have gone, with what is left of them. */
class Removed extends LitElement {
  static properties = { items: { attribute: false }, camera: {} };

  createRenderRoot() {
    return this;
  }

  item({ camera, node, from, to, bytes: size, clip_bytes: clips }) {
    const at = new Date(Math.max(from, to - 60_000)).toISOString();
    return html`<li class="row"><a href="#/recordings/${camera}?at=${at}">${camera}</a>
      <span class="dim figures">${text.holds.removedFacts(dateTime(from), dateTime(to), bytes(size + clips))} · ${node}</span></li>`;
  }

  render() {
    if (!this.items?.length) return nothing;
    return html`<details class="panel removed" ?open=${this.items.some((each) => each.camera === this.camera)}>
      <summary>${text.holds.removed} (${this.items.length})</summary><ul>${this.items.map((each) => this.item(each))}</ul></details>`;
  }
}
customElements.define('mp-removed', Removed);
