import { LitElement, html, nothing } from 'lit';
import { get, patch, post } from './api.js';
import { codecName, number } from './format.js';
import { icon } from './icons.js';
import { store } from './store.js';
import { text, word } from './text.js';
import { toast } from './toast.js';

const WITH_LOGIN = /^(rtsps?:\/\/)([^/?#]*)@(.*)$/;
const MASKED = '=***';

const plain = (words) => {
  try {
    return decodeURIComponent(words);
  } catch {
    return words;
  }
};

/** An address without name and password, and both. */
export function parted(address) {
  const [, scheme, login, rest] = address.trim().match(WITH_LOGIN) ?? [];
  if (!scheme) return { address: address.trim(), user: '', password: '' };
  const colon = login.indexOf(':');
  const [user, password] = colon < 0 ? [login, ''] : [login.slice(0, colon), login.slice(colon + 1)];
  return { address: scheme + rest, user: plain(user), password: plain(password) };
}

/** The address with name and password in it, as the node wants it. */
export function joined({ address, user, password }) {
  const scheme = address.match(/^rtsps?:\/\//)?.[0];
  if (!scheme || (!user && !password)) return address;
  return `${scheme}${encodeURIComponent(user)}:${encodeURIComponent(password)}@${address.slice(scheme.length)}`;
}

/** Key of the configuration to how it is asked for; a point parts the names of nested keys. */
const FIELDS = {
  name: { type: 'text' },
  road: { type: 'text' },
  lat: { type: 'number' },
  lon: { type: 'number' },
  lane: { type: 'number' },
  distance_m: { type: 'number', standard: 500 },
  direction: { options: ['upstream', 'downstream', 'opposite', 'all'], words: 'direction' },
  target_fps: { type: 'number', standard: 10 },
  priority: { type: 'number', standard: 5 },
  transport: { options: ['tcp', 'udp', 'auto'], words: 'transport' },
  loop: { type: 'checkbox' },
  'recording.retention_days': { type: 'number' },
  'recording.max_gb': { type: 'number' },
  'motion.publish': { type: 'checkbox' },
};
const STANDARD = { direction: 'upstream', transport: 'tcp' };

const valueOf = (values, key) => key.split('.').reduce((part, name) => part?.[name], values);

function put(values, key, value) {
  const names = key.split('.');
  const last = names.pop();
  names.reduce((part, name) => (part[name] ??= {}), values)[last] = value;
}

/** What is no number goes to the server as it was typed; its sentence says what is wrong with it. */
function numeral(typed) {
  const value = Number(String(typed).trim().replace(',', '.'));
  return Number.isFinite(value) ? value : typed;
}

/** <mp-camera-form>: the dialog that adds or changes a camera. What the server refuses stands at the field it names. */
class CameraForm extends LitElement {
  static properties = {
    camera: { state: true }, draft: { state: true }, problem: { state: true }, found: { state: true }, busy: { state: true },
  };

  constructor() {
    super();
    this.clear();
  }

  createRenderRoot() {
    return this;
  }

  clear() {
    this.camera = null;
    this.draft = { ...STANDARD, address: '', user: '', password: '' };
    this.before = {};
    this.shown = '';
    this.node = '';
    this.problem = {};
    this.found = null;
    this.busy = '';
  }

  async add() {
    this.clear();
    await this.open();
  }

  /** The node tells a source without name and password; they stay unless the source is written anew. */
  async change(camera) {
    this.clear();
    const { values, node } = await get(`/api/v1/cameras/${camera}/config`);
    this.camera = camera;
    this.node = node;
    this.shown = values.source;
    this.draft = { address: values.source, user: '', password: '' };
    for (const key of Object.keys(FIELDS)) this.draft[key] = this.before[key] = valueOf(values, key) ?? '';
    await this.open();
  }

  async open() {
    await this.updateComplete;
    this.querySelector('dialog').showModal();
    this.querySelector(this.camera ? '[name=name]' : '[name=address]').focus();
  }

  close() {
    this.querySelector('dialog').close();
    // What was typed, a password above all, is not kept.
    this.clear();
  }

  set(key, value) {
    this.draft = { ...this.draft, [key]: value };
    if (this.problem.field === key) this.problem = {};
    if (['address', 'user', 'password', 'transport'].includes(key)) this.found = null;
  }

  /** A pasted address with a password in it is taken apart, so that the password does not stay on the screen. */
  takeApart(event) {
    const { address, user, password } = parted(event.target.value);
    this.set('address', address);
    if (user || password) this.draft = { ...this.draft, user, password };
  }

  isNewSource() {
    const { address, user, password } = this.draft;
    return !this.camera || address !== this.shown || user !== '' || password !== '';
  }

  isNetwork() {
    return /^rtsps?:/.test(this.draft.address);
  }

  /** The server's sentence begins with the key, or tells of the source. */
  refused(e) {
    const [, key, sentence] = e.message.match(/^([a-z_.]+): (.*)$/s) ?? [];
    if (key && (key in FIELDS || key === 'id')) return { field: key, sentence };
    if (key === 'source' || /^(camera (source|host|name)|(rtsps?|file|v4l2|sim):)/.test(e.message)) return { field: 'address', sentence: e.message };
    if (e.status === 409) return { field: 'id', sentence: e.message };
    return { sentence: e.message };
  }

  async check() {
    if (!this.isWhole()) return;
    this.busy = 'check';
    this.problem = {};
    this.found = null;
    const { transport } = this.draft;
    const wanted = this.isNewSource() ? { source: joined(this.draft), transport } : { id: this.camera, transport };
    try {
      this.found = await post(`/api/v1/cameras/check${this.node ? `?node=${encodeURIComponent(this.node)}` : ''}`, wanted);
    } catch (e) {
      this.problem = { field: 'address', sentence: e.message };
    }
    this.busy = '';
  }

  /** What the node has left out cannot be sent back. */
  isWhole() {
    if (!this.isNewSource() || !this.draft.address.includes(MASKED)) return true;
    this.problem = { field: 'address', sentence: text.cameras.masked };
    return false;
  }

  values() {
    const values = {};
    if (!this.camera && this.draft.id) values.id = this.draft.id.trim();
    if (this.isNewSource()) values.source = joined(this.draft);
    for (const [key, { type }] of Object.entries(FIELDS)) {
      const now = this.draft[key] ?? '';
      if (String(now) === String(this.before[key] ?? '')) continue;
      if (now === '') {
        if (this.camera) put(values, key, null);
      } else {
        put(values, key, type === 'number' ? numeral(now) : now);
      }
    }
    return values;
  }

  async submit(event) {
    event.preventDefault();
    if (this.busy || !this.isWhole()) return;
    this.busy = 'save';
    this.problem = {};
    try {
      if (this.camera) await patch(`/api/v1/cameras/${this.camera}`, this.values());
      else await post(`/api/v1/cameras${this.node ? `?node=${encodeURIComponent(this.node)}` : ''}`, this.values());
      toast(this.camera ? text.cameras.changed : text.cameras.added);
      this.dispatchEvent(new CustomEvent('changed', { bubbles: true }));
      this.close();
    } catch (e) {
      this.busy = '';
      this.problem = this.refused(e);
      await this.updateComplete;
      const input = this.problem.field && this.querySelector(`[name="${this.problem.field}"]`);
      input?.closest('details')?.setAttribute('open', '');
      input?.focus();
    }
  }

  /** One label with its input; `more` stands between the input and the sentence about what is wrong. */
  labelled(key, input, note = text.cameras.note[key]) {
    const wrong = this.problem.field === key ? this.problem.sentence : null;
    return html`<label class=${wrong ? 'wrong' : ''}><span>${text.cameras.key[key]}</span>${input}
      ${wrong ? html`<small class="field-problem" role="alert">${wrong}</small>` : note ? html`<small class="dim">${note}</small>` : nothing}</label>`;
  }

  field(key) {
    const { type, options, words, standard } = FIELDS[key];
    const value = this.draft[key] ?? '';
    if (options) {
      return this.labelled(key, html`<select name=${key} @change=${(event) => this.set(key, event.target.value)}>
        ${options.map((code) => html`<option value=${code} ?selected=${code === value}>${word(words, code)}</option>`)}</select>`);
    }
    if (type === 'checkbox') {
      return html`<label class="check"><input type="checkbox" name=${key} .checked=${value === true} @change=${(event) => this.set(key, event.target.checked)}>
        <span>${text.cameras.key[key]}</span></label>`;
    }
    // Not of type number: that forgets what was typed while it is half a number.
    return this.labelled(key, html`<input name=${key} type="text" inputmode=${type === 'number' ? 'decimal' : nothing}
      placeholder=${standard ?? nothing} autocomplete="off" .value=${String(value)} @input=${(event) => this.set(key, event.target.value)}>`);
  }

  login() {
    if (!this.isNetwork()) return nothing;
    const note = this.camera ? text.cameras.note.keptLogin : undefined;
    const input = (key, type) => html`<input name=${key} type=${type} autocomplete=${type === 'password' ? 'new-password' : 'off'} spellcheck="false"
      .value=${this.draft[key]} @input=${(event) => this.set(key, event.target.value)}>`;
    return html`${this.labelled('user', input('user', 'text'))}${this.labelled('password', input('password', 'password'), note)}${this.field('transport')}`;
  }

  checked() {
    const t = text.cameras;
    if (this.busy === 'check') return html`<span class="dim" role="status">${t.checking}</span>`;
    if (!this.found) return nothing;
    const { codec, width, height, fps, millis } = this.found;
    return html`<span class="good" role="status">${icon('check')}${t.found(codecName(codec), width, height, number(fps, fps % 1 ? 1 : 0), millis)}</span>`;
  }

  nodes() {
    const nodes = store.nodeList().filter((node) => !store.isLost(node));
    if (this.camera || nodes.length < 2) return nothing;
    return this.labelled('node', html`<select name="node" @change=${(event) => { this.node = event.target.value; this.found = null; }}>
      ${nodes.map((node) => html`<option value=${node.node} ?selected=${this.node ? node.node === this.node : node.self}>${node.node}</option>`)}</select>`);
  }

  render() {
    const t = text.cameras;
    return html`
      <dialog class="wide-dialog" aria-labelledby="camera-form-title" @cancel=${(event) => { event.preventDefault(); this.close(); }}>
        <form novalidate @submit=${this.submit}>
          <h2 id="camera-form-title">${this.camera ? t.changing(this.camera) : t.adding}</h2>
          <fieldset><legend>${t.source}</legend>
            <div class="form-grid">
              ${this.labelled('address', html`<input name="address" type="text" autocomplete="off" spellcheck="false" placeholder="rtsp://10.0.0.5/stream1"
                .value=${this.draft.address} @input=${(event) => this.set('address', event.target.value)} @change=${this.takeApart}>`)}
              ${this.login()}
              ${this.draft.address.startsWith('file:') ? this.field('loop') : nothing}
              ${this.nodes()}
            </div>
            <div class="row"><button type="button" class="quiet" ?disabled=${this.busy !== '' || !this.draft.address.trim()} @click=${this.check}>${t.check}</button>${this.checked()}</div>
          </fieldset>
          <fieldset><legend>${t.place}</legend>
            <div class="form-grid">
              ${this.camera ? nothing : this.labelled('id', html`<input name="id" type="text" autocomplete="off" spellcheck="false" maxlength="64"
                .value=${this.draft.id ?? ''} @input=${(event) => this.set('id', event.target.value)}>`)}
              ${['name', 'lat', 'lon', 'road', 'lane', 'direction', 'distance_m'].map((key) => this.field(key))}
            </div>
          </fieldset>
          <details><summary>${t.more}</summary>
            <div class="form-grid">${['target_fps', 'priority', 'recording.retention_days', 'recording.max_gb', 'motion.publish'].map((key) => this.field(key))}</div>
          </details>
          ${this.problem.sentence && !this.problem.field ? html`<p class="notice bad" role="alert">${this.problem.sentence}</p>` : nothing}
          <div class="row end">
            <button type="button" class="quiet" @click=${this.close}>${text.actions.cancel}</button>
            <button class="primary" ?disabled=${this.busy !== ''}>${this.busy === 'save' ? t.saving : this.camera ? t.save : t.add}</button>
          </div>
        </form>
      </dialog>`;
  }
}
customElements.define('mp-camera-form', CameraForm);
