import { html, nothing } from 'lit';
import { icon } from './icons.js';
import { word } from './text.js';

/** Small pieces that several pages show. Colour is never the only carrier: icon and word say it too. */
export const severity = (code) => html`<span class="severity ${code}">${icon(code in { critical: 1, high: 1, medium: 1 } ? code : 'low')}<span>${word('severity', code)}</span></span>`;

export const state = (code) => html`<span class="state ${code}"><i aria-hidden="true"></i>${word('state', code)}</span>`;

export const place = (incident, laneText) => [
  incident.road, incident.lane ? laneText(incident.lane) : null, incident.camera,
].filter(Boolean).join(' · ');

export const incidentCard = (incident) => html`
  <a class="card-incident ${incident.severity} ${incident.state}" href="#/incident/${incident.id}">
    ${severity(incident.severity)}
    <strong>${word('type', incident.type)}</strong>
    <span class="where">${[incident.road, incident.camera ?? incident.node].filter(Boolean).join(' · ')}</span>
    <span class="foot">${state(incident.state)}<mp-age .at=${incident.confirmed_at}></mp-age></span>
  </a>`;

export const hint = (title, body, action = nothing) => html`
  <div class="hint"><strong>${title}</strong>${body ? html`<p>${body}</p>` : nothing}${action}</div>`;
