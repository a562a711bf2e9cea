import { LitElement, html, nothing } from 'lit';
import { signIn } from '../api.js';
import { logo } from '../icons.js';
import { text } from '../text.js';

class SignIn extends LitElement {
  static properties = { problem: {}, busy: { state: true } };

  createRenderRoot() {
    return this;
  }

  firstUpdated() {
    this.querySelector('#user').focus();
  }

  async submit(event) {
    event.preventDefault();
    const data = new FormData(event.target);
    this.busy = true;
    this.problem = '';
    try {
      await signIn(data.get('user'), data.get('password'));
    } catch (e) {
      this.problem = e.status ? e.message : text.signIn.unreachable;
      this.querySelector('#password').select();
    } finally {
      this.busy = false;
    }
  }

  render() {
    const t = text.signIn;
    return html`
      <main class="sign-in" id="content">
        <form @submit=${this.submit}>
          <div class="brand">${logo}<div><h1>${text.product}</h1><span class="dim">${text.tagline}</span></div></div>
          <label for="user">${t.user}</label>
          <input id="user" name="user" autocomplete="username" autocapitalize="none" spellcheck="false" required value="admin">
          <label for="password">${t.password}</label>
          <input id="password" name="password" type="password" autocomplete="current-password" required>
          <p class="problem" role="alert">${this.problem || nothing}</p>
          <button class="primary wide" ?disabled=${this.busy}>${this.busy ? t.busy : t.submit}</button>
          <p class="dim small">${t.hint}</p>
        </form>
      </main>`;
  }
}
customElements.define('mp-sign-in', SignIn);
