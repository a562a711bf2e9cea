import { LitElement, html, nothing } from 'lit';
import { get } from './api.js';
import { time } from './format.js';
import { text, word } from './text.js';

const PERIOD_MILLIS = 5000;

/** <mp-rules camera=${id}>: the rules at work at a camera, and what those on trial would have said. */
class Rules extends LitElement {
  static properties = { camera: {}, rules: { state: true }, problem: { state: true } };

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.timer = setInterval(() => this.load(), PERIOD_MILLIS);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  updated(changed) {
    if (changed.has('camera')) {
      this.rules = null;
      this.load();
    }
  }

  async load() {
    const id = this.camera;
    try {
      const rules = await get(`/api/v1/cameras/${id}/rules`);
      if (id !== this.camera) return;
      this.rules = rules;
      this.problem = null;
    } catch (e) {
      this.problem = e.message;
    }
  }

  render() {
    const t = text.rules;
    if (this.problem) return html`<section class="panel"><h2>${t.title}</h2><p class="dim">${this.problem}</p></section>`;
    if (!this.rules) return nothing;
    const { rules, shadow_findings: shadow, source, suspended, problem } = this.rules;
    return html`
      <section class="panel"><h2>${t.title} <span class="dim">${word('ruleSource', source)}</span></h2>
        ${suspended ? html`<p class="notice bad">${t.suspended(suspended)}</p>` : nothing}
        ${problem ? html`<p class="notice bad">${problem}</p>` : nothing}
        <ul class="rules">${rules.map((rule) => html`<li>
          <span>${word('rule', rule.name)}</span>
          ${rule.shadow ? html`<span class="pill connecting"><i aria-hidden="true"></i>${t.shadow}</span>` : nothing}
          <progress max="1" value=${rule.suspicion} aria-label=${t.suspicion}></progress>
          <span class="dim figures">${t.confirmed(rule.confirmed)}</span></li>`)}</ul>
        ${shadow.length === 0 ? nothing : html`<h3>${t.shadowFindings}</h3>
          <ul class="rules">${shadow.toReversed().map((finding) => html`<li><time class="figures dim">${time(finding.at)}</time>
            <span>${word('type', finding.type)}</span> <span class="dim">${word('phase', finding.phase)} · ${finding.key}</span></li>`)}</ul>`}
      </section>`;
  }
}
customElements.define('mp-rules', Rules);
