import { LitElement, html, nothing } from 'lit';
import { fetchFile, get, mayOperate, save } from './api.js';
import { bytes, dateTime } from './format.js';
import { icon } from './icons.js';
import { text } from './text.js';
import { toast } from './toast.js';

/** <mp-case incident=${id}>: hands out all that is kept of an incident as one signed ZIP. */
class Case extends LitElement {
  static properties = { incident: {}, size: { state: true } };

  constructor() {
    super();
    this.size = null;
  }

  createRenderRoot() {
    return this;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.breaker?.abort();
  }

  async export() {
    const id = this.incident;
    this.breaker = new AbortController();
    this.size = 0;
    try {
      const zip = await fetchFile(`/api/v1/events/${encodeURIComponent(id)}/case`, (size) => { this.size = size; }, this.breaker.signal);
      save(zip, `case-${id.replaceAll(':', '_')}.zip`);
      toast(text.incident.exported(bytes(zip.size)));
    } catch (e) {
      if (e.name !== 'AbortError') toast(`${text.failed}: ${e.status ? e.message : text.incident.exportBroken}`, true);
    }
    this.size = null;
  }

  render() {
    if (!mayOperate()) return nothing;
    if (this.size === null) {
      return html`<button class="quiet" title=${text.incident.exportText} @click=${this.export}>${icon('pack')}${text.actions.exportCase}</button>`;
    }
    return html`<button class="quiet" title=${text.actions.cancel} @click=${() => this.breaker.abort()}>
      <progress aria-label=${text.actions.exportCase}></progress><span class="figures" role="status">${text.incident.exporting(bytes(this.size))}</span>${icon('cross')}</button>`;
  }
}
customElements.define('mp-case', Case);

/** <mp-words incident=${id} version=${n} clips=${n}>: the incident in words; what a model says is marked as that. */
class Words extends LitElement {
  static properties = { incident: {}, version: { type: Number }, clips: { type: Number }, summary: { state: true } };

  createRenderRoot() {
    return this;
  }

  updated(changed) {
    if (changed.has('incident') || changed.has('version') || changed.has('clips')) this.load();
  }

  /** What a node of an older version does not know is left out. */
  async load() {
    const id = this.incident;
    const summary = await get(`/api/v1/events/${encodeURIComponent(id)}/summary`).catch(() => null);
    if (id === this.incident) this.summary = summary;
  }

  render() {
    if (!this.summary) return nothing;
    const { facts, words } = this.summary;
    return html`<section class="panel words"><h2>${text.incident.words}</h2>
      <p>${facts}</p>
      ${words.map((each) => html`<blockquote><p>${each.text}</p>
        <footer class="dim">${text.incident.saidBy(each.source)} · ${dateTime(each.at)}</footer></blockquote>`)}</section>`;
  }
}
customElements.define('mp-words', Words);
