import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { get } from '../api.js';
import { icon } from '../icons.js';
import { hint, place, severity, state } from '../parts.js';
import { isActive, store } from '../store.js';
import { text, word } from '../text.js';
import { View } from '../view.js';

const SIZE = 25;
const STATES = ['', 'open', 'acknowledged', 'resolved', 'false_alarm'];

/** The list: a page from the archive, and what the bus says since on top of it. */
class Incidents extends View {
  static properties = { query: {}, selected: { state: true } };

  constructor() {
    super();
    this.query = '';
    this.page = null;
    this.selected = null;
  }

  willUpdate(changed) {
    if (changed.has('query')) this.load();
  }

  connectedCallback() {
    super.connectedCallback();
    this.timer = setInterval(() => this.load(), 15000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  get filters() {
    return new URLSearchParams(this.query);
  }

  async load() {
    const asked = this.query;
    const parameters = this.filters;
    parameters.set('size', SIZE);
    try {
      const page = await get(`/api/v1/events?${parameters}`);
      if (asked !== this.query) return;
      this.page = page;
      this.problem = null;
      page.items.forEach((incident) => store.remember(incident));
      store.changed();
    } catch (e) {
      this.problem = e.message;
    }
    this.requestUpdate();
  }

  /** The page as it is now: newest versions, and on the first page what came after it was loaded. */
  rows() {
    if (!this.page) return [];
    const fits = (incident) => ['state', 'type', 'camera'].every((key) => {
      const wanted = this.filters.get(key);
      return !wanted || incident[key] === wanted;
    });
    const rows = new Map(this.page.items.map((incident) => [incident.id, store.incidents.get(incident.id) ?? incident]));
    if (this.page.page === 1) {
      const oldest = this.page.items.at(-1)?.confirmed_at ?? 0;
      for (const incident of store.incidents.values()) {
        if (incident.confirmed_at >= oldest) rows.set(incident.id, incident);
      }
    }
    return [...rows.values()].filter(fits).sort((a, b) => b.confirmed_at - a.confirmed_at).slice(0, SIZE);
  }

  go(changes) {
    const parameters = this.filters;
    parameters.delete('page');
    for (const [key, value] of Object.entries(changes)) {
      if (value) parameters.set(key, value);
      else parameters.delete(key);
    }
    location.hash = `#/incidents?${parameters}`;
  }

  /** Keyboard: moves the selection. */
  move(step) {
    const rows = this.rows();
    const at = rows.findIndex((incident) => incident.id === this.selected);
    const next = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
    this.selected = next?.id ?? null;
    this.updateComplete.then(() => this.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' }));
  }

  current() {
    return this.rows().find((incident) => incident.id === this.selected);
  }

  select(name, label, options) {
    const value = this.filters.get(name) ?? '';
    return html`<label class="select"><span class="hidden">${label}</span>
      <select @change=${(event) => this.go({ [name]: event.target.value })}>
        ${options.map(([code, words]) => html`<option value=${code} ?selected=${code === value}>${words}</option>`)}
      </select></label>`;
  }

  filterBar() {
    const t = text.incidents;
    const now = this.filters.get('state') ?? '';
    return html`
      <div class="filters">
        <div class="chips" role="group" aria-label=${t.state}>
          ${STATES.map((code) => html`<button class="chip" aria-pressed=${code === now} @click=${() => this.go({ state: code })}>
            ${code ? word('state', code) : t.all}</button>`)}
        </div>
        ${this.select('type', t.type, [['', t.allTypes], ...Object.entries(text.type)])}
        ${this.select('camera', t.camera, [['', t.allCameras], ...store.cameras().map((c) => [c.id, c.name])])}
      </div>`;
  }

  row(incident) {
    const lane = text.incidents.lane;
    return html`
      <a class="incident-row ${isActive(incident) ? 'active' : 'over'} ${incident.severity}" role="row"
        aria-selected=${incident.id === this.selected} data-id=${incident.id} href="#/incident/${incident.id}">
        <span role="cell">${severity(incident.severity)}</span>
        <span role="cell" class="what"><strong>${word('type', incident.type)}</strong><span class="dim">${incident.summary}</span></span>
        <span role="cell" class="where"><span>${place(incident, lane)}</span><span class="dim">${incident.node}</span></span>
        <span role="cell">${state(incident.state)}</span>
        <span role="cell" class="dim age"><mp-age .at=${incident.confirmed_at}></mp-age></span>
      </a>`;
  }

  render() {
    const t = text.incidents;
    const rows = this.rows();
    const pages = this.page ? Math.max(1, Math.ceil(this.page.total / SIZE)) : 1;
    const at = this.page?.page ?? 1;
    return html`
      <section>
        <header class="page-head"><h1>${t.title}</h1>${this.page ? html`<span class="dim">${t.total(Math.max(this.page.total, rows.length))}</span>` : nothing}</header>
        ${this.filterBar()}
        ${this.page?.source === 'memory' ? html`<p class="notice" role="status">${t.memory}</p>` : nothing}
        ${this.problem ? html`<p class="notice bad" role="alert">${this.problem}</p>` : nothing}
        ${this.page && rows.length === 0 ? hint(t.none, t.noneText) : nothing}
        ${rows.length > 0 ? html`<div class="incident-table" role="table" aria-label=${t.title}>
          <div class="incident-row head" role="row">${Object.values(t.columns).map((name) => html`<span role="columnheader">${name}</span>`)}</div>
          ${repeat(rows, (incident) => incident.id, (incident) => this.row(incident))}
        </div>` : nothing}
        ${pages > 1 ? html`<nav class="pages" aria-label=${t.pages}>
          <button class="quiet" ?disabled=${at <= 1} @click=${() => this.go({ page: String(at - 1) })}>${icon('back')}${t.previous}</button>
          <span class="dim">${t.page(at, pages)}</span>
          <button class="quiet" ?disabled=${at >= pages} @click=${() => this.go({ page: String(at + 1) })}>${t.next}</button>
        </nav>` : nothing}
      </section>`;
  }
}
customElements.define('mp-incidents', Incidents);
