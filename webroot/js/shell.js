import { html, nothing } from 'lit';
import { act } from './actions.js';
import { locked, muted, onAlarmState, setMuted, silence, sound } from './alarm.js';
import { bus } from './bus.js';
import { mayOperate, session, signOut } from './api.js';
import { icon, logo } from './icons.js';
import { severity } from './parts.js';
import { store } from './store.js';
import { text, word } from './text.js';
import { theme, toggleTheme } from './theme.js';
import { View } from './view.js';

/** The rail with the sections; a bar at the bottom on narrow screens. */
class Rail extends View {
  static properties = { page: {} };

  link(page, symbol) {
    const open = page === 'incidents' ? store.active().filter((incident) => incident.state === 'open').length : 0;
    return html`<a href="#/${page}" aria-current=${this.page === page ? 'page' : nothing}>${icon(symbol)}
      <span>${text.nav[page]}</span>${open > 0 ? html`<b class="badge">${open}</b>` : nothing}</a>`;
  }

  render() {
    return html`
      <nav class="rail" aria-label=${text.nav.label}>
        <a class="home" href="#/wall" aria-label=${text.product}>${logo}</a>
        ${this.link('wall', 'wall')}${this.link('incidents', 'incidents')}${this.link('recordings', 'recordings')}${this.link('cameras', 'cameras')}${this.link('nodes', 'nodes')}
        <div class="tools">
          <button class="tool" title=${muted() ? text.actions.unmute : text.actions.mute} aria-label=${muted() ? text.actions.unmute : text.actions.mute}
            aria-pressed=${muted()} @click=${() => { setMuted(!muted()); this.requestUpdate(); }}>${icon(muted() ? 'muted' : 'sound')}</button>
          <button class="tool" title=${text.actions.theme} aria-label=${text.actions.theme}
            @click=${() => { toggleTheme(); this.requestUpdate(); }}>${icon(theme() === 'dark' ? 'light' : 'dark')}</button>
          <button class="tool keyboard" title=${text.actions.help} aria-label=${text.actions.help}
            @click=${() => document.querySelector('mp-help').open()}>${icon('help')}</button>
          <button class="tool" title="${text.actions.signOut}: ${session()?.user}" aria-label=${text.actions.signOut} @click=${() => signOut()}>${icon('leave')}</button>
        </div>
      </nav>`;
  }
}
customElements.define('mp-rail', Rail);

/** The state of everything in one line. */
class StatusBar extends View {
  connectedCallback() {
    super.connectedCallback();
    this.timer = setInterval(() => this.requestUpdate(), 1000);
    onAlarmState(() => this.requestUpdate());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  render() {
    const nodes = store.nodeList();
    const up = nodes.filter((node) => !store.isLost(node)).length;
    const degraded = nodes.filter((node) => !store.isLost(node) && node.degraded.length > 0).length;
    const spool = nodes.reduce((sum, node) => sum + node.spool_depth, 0);
    const now = new Date().toISOString();
    return html`
      <footer class="status" role="contentinfo" aria-label=${text.status.label}>
        <span class="connection ${bus.state}" role="status"><i aria-hidden="true"></i>${text.status[bus.state]}</span>
        <a href="#/nodes" class=${degraded > 0 || up < nodes.length ? 'warn' : ''}>${text.status.nodes(up, nodes.length)}${degraded > 0 ? html`<span class="wide-only">${text.status.degraded(degraded)}</span>` : nothing}</a>
        <span class=${store.alertsOnAir() > 0 ? 'air' : ''}>${icon('air')}${text.status.alerts(store.alertsOnAir())}</span>
        <span class="wide-only ${spool > 0 ? 'warn' : ''}">${text.status.spool(spool)}</span>
        ${locked() && !muted() ? html`<button class="sound-off">${icon('muted')}<span class="wide-only">${text.actions.enableSound}</span></button>` : nothing}
        <time class="push figures">${now.slice(11, 19)}<span class="wide-only">UTC</span></time>
      </footer>`;
  }
}
customElements.define('mp-status', StatusBar);

/** What must not be overlooked: new incidents of high severity. */
class Banner extends View {
  constructor() {
    super();
    addEventListener('hashchange', () => this.requestUpdate());
    this.waiting = [];
    store.onAlarm((incident) => {
      this.waiting.unshift(incident.id);
      this.waiting.length = Math.min(this.waiting.length, 20);
      sound(incident.severity);
      this.requestUpdate();
    });
  }

  dismiss() {
    this.waiting = [];
    silence();
    this.requestUpdate();
  }

  render() {
    const still = this.waiting.map((id) => store.incidents.get(id)).filter((incident) => incident?.state === 'open');
    if (still.length < this.waiting.length) this.waiting = still.map((incident) => incident.id);
    if (still.length === 0) {
      silence();
      return nothing;
    }
    // Whoever has it open needs no banner for it.
    if (location.hash === `#/incident/${still[0].id}` && still.length === 1) return nothing;
    // The most urgent one stands in front.
    const incident = store.active().find((each) => still.includes(each)) ?? still[0];
    return html`
      <div class="banner ${incident.severity}" role="alert">
        ${severity(incident.severity)}
        <strong>${word('type', incident.type)}</strong>
        <span class="banner-where">${[incident.road, incident.camera ?? incident.node].filter(Boolean).join(' · ')}${still.length > 1 ? html` · ${text.banner.more(still.length - 1)}` : nothing}</span>
        <span class="row push">
          ${mayOperate() ? html`<button class="on-banner" @click=${() => act('acknowledge', incident)}>${text.actions.acknowledge}</button>` : nothing}
          <a class="button on-banner" href="#/incident/${incident.id}">${text.actions.open}</a>
          <button class="on-banner bare" aria-label=${text.actions.dismiss} title=${text.actions.dismiss} @click=${this.dismiss}>${icon('cross')}</button>
        </span>
      </div>`;
  }
}
customElements.define('mp-banner', Banner);

class Help extends View {
  open() {
    this.querySelector('dialog').showModal();
  }

  render() {
    return html`
      <dialog aria-labelledby="help-title"><h2 id="help-title">${text.help.title}</h2>
        <dl class="keys">${text.help.keys.map(([key, words]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${words}</dd></div>`)}</dl>
        <form method="dialog" class="row end"><button class="primary">${text.actions.dismiss}</button></form>
      </dialog>`;
  }
}
customElements.define('mp-help', Help);
