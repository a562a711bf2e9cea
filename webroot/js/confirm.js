import { LitElement, html } from 'lit';
import { act } from './actions.js';
import { text } from './text.js';

/** The dialog before acts that reach vehicles, and for notes. */
class Confirm extends LitElement {
  static properties = { action: { state: true } };

  createRenderRoot() {
    return this;
  }

  async ask(action, incident) {
    this.action = action;
    this.incident = incident;
    await this.updateComplete;
    this.querySelector('textarea').value = '';
    this.querySelector('dialog').showModal();
    this.querySelector('textarea').focus();
  }

  async submit(event) {
    event.preventDefault();
    const note = this.querySelector('textarea').value.trim();
    if (await act(this.action, this.incident, note)) this.close();
  }

  close() {
    this.querySelector('dialog').close();
  }

  render() {
    const words = text.confirm[this.action ?? 'note'];
    const needed = this.action === 'note';
    return html`
      <dialog aria-labelledby="confirm-title">
        <form @submit=${this.submit}>
          <h2 id="confirm-title">${words.title}</h2>
          <p>${words.text}</p>
          <label>${needed ? text.confirm.noteLabel : text.confirm.noteOptional}
            <textarea rows="3" maxlength="2000" ?required=${needed}></textarea>
          </label>
          <div class="row end">
            <button type="button" class="quiet" @click=${this.close}>${text.actions.cancel}</button>
            <button class=${this.action === 'false_alarm' ? 'danger' : 'primary'}>${text.actions[this.action ?? 'note']}</button>
          </div>
        </form>
      </dialog>`;
  }
}
customElements.define('mp-confirm', Confirm);
