import { html } from 'lit';
import { duration } from '../format.js';
import { store } from '../store.js';
import { text, word } from '../text.js';
import { View } from '../view.js';

class Nodes extends View {
  node(node) {
    const t = text.nodes;
    const lost = store.isLost(node);
    const code = lost ? 'lost' : node.state;
    const age = Date.now() - node.heardAt;
    const isLive = lost ? 0 : node.cameras.filter((camera) => camera.state === 'live').length;
    return html`
      <article class="panel node ${code}">
        <header><h2>${node.node}</h2><span class="pill ${code}"><i aria-hidden="true"></i>${word('node', code)}</span>
          ${node.self ? html`<span class="dim">${t.self}</span>` : ''}</header>
        ${lost ? html`<p class="notice bad">${t.lost(duration(age))}</p>` : ''}
        ${!lost && node.degraded.length === 0 ? html`<p class="dim">${t.well}</p>` : ''}
        <ul class="sentences">${node.degraded.map((sentence) => html`<li>${sentence}</li>`)}</ul>
        <dl class="facts">
          <div><dt>${t.cameras}</dt><dd>${t.live(isLive, node.cameras.length)}</dd></div>
          <div><dt>${t.alerts}</dt><dd class="figures">${node.alerts_on_air}</dd></div>
          <div><dt>${t.spool}</dt><dd class="figures">${node.spool_depth}</dd></div>
          <div><dt>${t.since}</dt><dd class="figures">${duration(Date.now() - node.started_at)}</dd></div>
          <div><dt>${t.heartbeat}</dt><dd><mp-age .at=${node.heardAt}></mp-age></dd></div>
          <div><dt>${t.version}</dt><dd class="mono">${node.version} · ${node.epoch}</dd></div>
        </dl>
        <ul class="node-cameras">${node.cameras.map((camera) => html`
          <li><a href="#/camera/${camera.id}">${camera.name}</a>
            <span class="pill ${lost ? 'lost' : camera.state}"><i aria-hidden="true"></i>${lost ? word('node', 'lost') : word('camera', camera.state)}</span>
            <span class="dim">${lost ? '' : camera.reason ?? ''}</span></li>`)}</ul>
      </article>`;
  }

  render() {
    return html`<section><header class="page-head"><h1>${text.nodes.title}</h1></header>
      <div class="nodes">${store.nodeList().map((node) => this.node(node))}</div></section>`;
  }
}
customElements.define('mp-nodes', Nodes);
