import { LitElement } from 'lit';
import { store } from './store.js';

/** A part of the page that renders again when the store has changed; plain DOM, one style sheet. */
export class View extends LitElement {
  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.unsubscribe = store.subscribe(() => this.requestUpdate());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.unsubscribe();
  }
}
