import { html, nothing, svg } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { act, confirmAndAct } from '../actions.js';
import { get, mayOperate } from '../api.js';
import { dateTime, humanEvidence, number, time } from '../format.js';
import { icon } from '../icons.js';
import { hint, severity, state } from '../parts.js';
import { isActive, store } from '../store.js';
import { text, word } from '../text.js';
import { View } from '../view.js';
import '../case.js';
import '../clip.js';
import '../holds.js';
import '../trace.js';

const STAGES = ['capture', 'wait', 'inference', 'rules', 'desk', 'sign', 'send'];

/** A clip that has not come by then, does not come any more. */
const LATE = 60_000;

class IncidentPage extends View {
  static properties = { incident: {} };

  willUpdate(changed) {
    if (changed.has('incident')) {
      this.details = null;
      this.load();
    }
  }

  async load() {
    const id = this.incident;
    try {
      const details = await get(`/api/v1/events/${encodeURIComponent(id)}`);
      if (id !== this.incident) return;
      this.details = details;
      this.problem = null;
      store.remember(details.incident);
      details.clips.forEach((clip) => {
        if (!store.clips.get(id)?.has(clip.id)) store.clipReady(clip);
      });
    } catch (e) {
      this.problem = e.message;
    }
    this.requestUpdate();
  }

  current() {
    return store.incidents.get(this.incident) ?? this.details?.incident;
  }

  alerts() {
    const all = new Map((this.details?.alerts ?? []).map((alert) => [alert.event, alert]));
    for (const alert of store.alerts.values()) {
      if (alert.incident === this.incident) all.set(alert.event, alert);
    }
    return [...all.values()].map((alert) => store.alertNow(alert));
  }

  clips() {
    return [...(store.clips.get(this.incident)?.values() ?? [])];
  }

  /** The clip of the camera that the incident is told of comes first. */
  pictures(incident) {
    const clips = this.clips().sort((a, b) => (b.camera === incident.camera) - (a.camera === incident.camera) || a.camera.localeCompare(b.camera));
    if (clips.length === 0) return html`<mp-clip .late=${Date.now() - incident.confirmed_at > LATE}></mp-clip>`;
    const several = clips.length > 1;
    const names = new Map(store.cameras().map((camera) => [camera.id, camera.name]));
    return html`<div class="clips ${several ? 'several' : ''}">
      ${repeat(clips, (clip) => clip.id, (clip) => html`<mp-clip .clip=${clip} .named=${several ? names.get(clip.camera) ?? clip.camera : ''} .moment=${incident.confirmed_at}></mp-clip>`)}</div>`;
  }

  actions(incident) {
    if (!mayOperate()) return nothing;
    const active = isActive(incident);
    return html`
      <div class="row push">
        <mp-case incident=${incident.id}></mp-case>
        <button class="quiet" @click=${() => this.querySelector('mp-hold-form').ask({ incident: incident.id })}>${icon('held')}${text.holds.hold}…</button>
        ${incident.state === 'open' ? html`<button class="primary" @click=${() => act('acknowledge', incident)}>${icon('check')}${text.actions.acknowledge}</button>` : nothing}
        <button class="quiet" @click=${() => confirmAndAct('note', incident)}>${icon('note')}${text.actions.note}</button>
        ${active ? html`<button class="quiet" @click=${() => confirmAndAct('resolve', incident)}>${text.actions.resolve}</button>
          <button class="quiet danger-text" @click=${() => confirmAndAct('false_alarm', incident)}>${text.actions.false_alarm}</button>` : nothing}
      </div>`;
  }

  facts(incident) {
    const f = text.incident.fact;
    const rows = [
      [f.confidence, `${number(incident.confidence * 100)} %`],
      [f.road, [incident.road, incident.lane ? text.incidents.lane(incident.lane) : null].filter(Boolean).join(', ')],
      [f.direction, word('direction', incident.direction)],
      [f.distance, incident.distance_m ? `${number(incident.distance_m)} m` : null],
      [f.camera, incident.camera ? html`<a href="#/camera/${incident.camera}">${incident.camera}</a>` : null],
      [f.node, incident.node],
      [f.seenBy, incident.seen_by?.length > 1 ? incident.seen_by.join(', ') : null],
      [f.place, `${number(incident.lat, 5)}, ${number(incident.lon, 5)}`],
      [f.started, dateTime(incident.started_at)],
      [f.confirmed, dateTime(incident.confirmed_at)],
      [f.resolved, incident.resolved_at ? dateTime(incident.resolved_at) : null],
      [f.id, html`<span class="mono">${incident.id}</span>`],
    ].filter(([, value]) => value);
    return html`<dl class="facts">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
  }

  evidence(incident) {
    const entries = humanEvidence(incident.evidence ?? {});
    return html`<p class="summary">${incident.summary}</p>
      <dl class="facts">${entries.map(([name, value, limit]) => html`<div><dt>${name}</dt>
        <dd class="figures">${value}${limit ? html` <span class="dim">${text.incident.threshold(limit)}</span>` : nothing}</dd></div>`)}</dl>`;
  }

  budget(stages) {
    const parts = STAGES.filter((name) => stages[name] >= 0).map((name) => [name, stages[name] / 1000]);
    const total = parts.reduce((sum, [, ms]) => sum + ms, 0);
    if (total <= 0) return nothing;
    const wire = stages.decision_to_wire;
    const toWire = wire >= 0 ? html`<p class="dim">${text.incident.decisionToWire} <span class="figures">${number(wire / 1000, 2)} ms</span></p>` : nothing;
    // What no picture has led to, a cancellation for one, has no way from light to air.
    if (!(stages.inference >= 0)) return toWire;
    let x = 0;
    // An SVG, because the console's security policy allows no style attributes.
    const bars = parts.map(([name, ms]) => {
      const width = Math.max(4, (ms / total) * 1000);
      x += width + 2;
      return svg`<rect class="stage-${name}" x=${x - width - 2} width=${width} height="16"><title>${word('stage', name)} ${number(ms, 2)} ms</title></rect>`;
    });
    return html`
      <h3>${text.incident.budget}</h3>
      <p><strong class="big figures">${number(total, total < 10 ? 2 : 1)} ms</strong> <span class="dim">${text.incident.budgetTotal}</span></p>
      <svg class="budget" viewBox="0 0 ${x} 16" preserveAspectRatio="none" aria-hidden="true">${bars}</svg>
      <ul class="legend">${parts.map(([name, ms]) => html`<li><i class="stage-${name}" aria-hidden="true"></i>${word('stage', name)} <span class="figures">${number(ms, ms < 10 ? 2 : 1)} ms</span></li>`)}</ul>
      ${toWire}`;
  }

  alert(alert) {
    return html`
      <div class="alert-card ${alert.state}">
        <p class="row"><span class="pill ${alert.state}">${icon('air')}${word('alertState', alert.state)}</span>
          <strong>${alert.text || word('suggest', alert.suggest)}</strong></p>
        <p class="dim figures">${[`#${alert.event}`, `v${alert.version}`, text.incident.copies(alert.copies), text.incident.ttl(alert.ttl_seconds)].join(' · ')}</p>
        ${this.budget(alert.stages ?? {})}
      </div>`;
  }

  timeline(incident) {
    const t = text.incident.event;
    const known = (store.history.get(incident.id) ?? []).map((entry) => entry.incident);
    if (!known.some((each) => each.version === incident.version)) known.push(incident);
    const clips = this.clips();
    const entries = [
      [incident.started_at, t.started],
      [incident.confirmed_at, t.confirmed, word('severity', incident.severity)],
      ...this.alerts().map((alert) => [alert.first_sent_at, alert.state === 'cancelled' ? t.toldOver : t.told(word('suggest', alert.suggest)), `v${alert.version}`]),
      ...clips.map((clip) => [clip.end_utc_millis, t.clipEnds, `${clip.complete ? t.clipComplete : t.clipPartial}${clips.length > 1 ? ` · ${clip.camera}` : ''}`]),
      ...known.filter((each) => each.version > 1).map((each) => this.change(each)),
    ];
    entries.sort((a, b) => a[0] - b[0]);
    return html`<ol class="timeline">${entries.map(([at, what, detail]) => html`
      <li><time class="figures">${time(at)}</time><span>${what}${detail ? html` <span class="dim">${detail}</span>` : nothing}</span></li>`)}</ol>`;
  }

  change(version) {
    const t = text.incident.event;
    const { actor, note } = version;
    const words = version.state === 'acknowledged' && actor ? t.acknowledged(actor)
      : version.state === 'resolved' ? t.resolved(actor)
        : version.state === 'false_alarm' ? t.false_alarm(actor)
          : note ? t.noted(actor) : t.updated;
    return [version.updated_at, words, note ? `“${note}”` : `v${version.version}`];
  }

  render() {
    const incident = this.current();
    if (!incident) return this.problem ? hint(text.failed, this.problem) : hint(text.incident.loading);
    const t = text.incident;
    const alerts = this.alerts();
    return html`
      <section class="incident-page">
        <header class="page-head">
          <a class="button quiet" href="#/incidents" aria-label=${text.actions.back}>${icon('back')}</a>
          <div class="title"><h1>${word('type', incident.type)}</h1>
            <p>${severity(incident.severity)} ${state(incident.state)} <span class="dim">${[incident.road, incident.camera].filter(Boolean).join(' · ')} · <mp-age .at=${incident.confirmed_at}></mp-age></span></p></div>
          ${this.actions(incident)}
        </header>
        <mp-hold-form></mp-hold-form>
        <div class="two">
          <div class="column">
            ${this.pictures(incident)}
            <mp-words incident=${incident.id} version=${incident.version} clips=${this.clips().filter((clip) => clip.complete).length}></mp-words>
            <section class="panel"><h2>${t.evidence}</h2>${this.evidence(incident)}
              <mp-trace incident=${incident.id} version=${incident.version}></mp-trace></section>
          </div>
          <div class="column">
            <section class="panel"><h2>${t.alert}</h2>
              ${alerts.length === 0 ? html`<p class="dim">${t.noAlert}</p>` : alerts.map((alert) => this.alert(alert))}</section>
            <section class="panel"><h2>${t.timeline}</h2>${this.timeline(incident)}</section>
            <section class="panel"><h2>${t.facts}</h2>${this.facts(incident)}</section>
          </div>
        </div>
      </section>`;
  }
}
customElements.define('mp-incident', IncidentPage);
