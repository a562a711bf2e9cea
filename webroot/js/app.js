import { LitElement, html, nothing } from 'lit';
import './theme.js';
import { onSession, session } from './api.js';
import { listen } from './keys.js';
import { live } from './live.js';
import { store } from './store.js';
import { text } from './text.js';
import './confirm.js';
import './format.js';
import './shell.js';
import './tile.js';
import './pages/cameras.js';
import './pages/incident.js';
import './pages/incidents.js';
import './pages/nodes.js';
import './pages/recordings.js';
import './pages/sign-in.js';
import './pages/wall.js';

/** The frame around the pages; the address after # says which page is shown. */
class App extends LitElement {
  static properties = { route: { state: true }, signedIn: { state: true } };

  constructor() {
    super();
    this.signedIn = session() !== null;
    this.reason = '';
    this.read();
    addEventListener('hashchange', () => this.read());
    onSession((now, reason) => this.sessionChanged(now, reason));
    listen();
    store.start();
  }

  createRenderRoot() {
    return this;
  }

  sessionChanged(now, reason) {
    this.signedIn = now !== null;
    this.reason = reason === 'over' ? text.signIn.over : '';
    if (now) {
      store.start();
    } else {
      live.stop();
      store.stop();
    }
  }

  read() {
    const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?');
    const [page = 'wall', id = ''] = path.split('/');
    this.route = { page: page || 'wall', id: decodeURIComponent(id), query };
    window.scrollTo(0, 0);
  }

  page() {
    const { page, id, query } = this.route;
    switch (page) {
      case 'incidents':
        return html`<mp-incidents .query=${query}></mp-incidents>`;
      case 'incident':
        return html`<mp-incident .incident=${id}></mp-incident>`;
      case 'nodes':
        return html`<mp-nodes></mp-nodes>`;
      case 'recordings':
        return html`<mp-recordings .camera=${id} .query=${query}></mp-recordings>`;
      case 'cameras':
        return html`<mp-cameras></mp-cameras>`;
      case 'camera':
        return html`<mp-camera .camera=${id}></mp-camera>`;
      default:
        return html`<mp-wall></mp-wall>`;
    }
  }

  render() {
    if (!this.signedIn) return html`<mp-sign-in .problem=${this.reason}></mp-sign-in>`;
    const section = { camera: 'wall', incident: 'incidents' }[this.route.page] ?? this.route.page;
    document.title = `${text.nav[section] ?? text.nav.wall} · ${text.product}`;
    return html`
      <a class="skip" href="#content" @click=${this.skip}>${text.nav.skip}</a>
      <div class="frame">
        <mp-rail .page=${section}></mp-rail>
        <div class="body">
          <mp-banner></mp-banner>
          <main id="content" tabindex="-1">${this.page()}</main>
        </div>
        <mp-status></mp-status>
      </div>
      <mp-confirm></mp-confirm><mp-help></mp-help>
      <div class="toasts" role="status" aria-live="polite">${nothing}</div>`;
  }

  skip(event) {
    event.preventDefault();
    document.getElementById('content').focus();
  }
}
customElements.define('mp-app', App);
