import { html, svg } from 'lit';

/* Drawn for this console on a 24-unit grid; decorative, always beside a word. */
const shapes = {
  wall: svg`<rect x="3" y="4" width="8" height="7" rx="1.5"/><rect x="13" y="4" width="8" height="7" rx="1.5"/><rect x="3" y="13" width="8" height="7" rx="1.5"/><rect x="13" y="13" width="8" height="7" rx="1.5"/>`,
  incidents: svg`<path d="M12 3.5 21.5 20h-19z"/><path d="M12 10v4.5M12 17.2v.1"/>`,
  recordings: svg`<circle cx="12" cy="12" r="9"/><path d="M12 7v5.300l3.500 2.200"/>`,
  cameras: svg`<path d="M3 7h12v10H3zM15 11l6-3.500v9L15 13"/>`,
  plus: svg`<path d="M12 5v14M5 12h14"/>`,
  change: svg`<path d="M4 20h4L19 9l-4-4L4 16z"/>`,
  remove: svg`<path d="M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13"/>`,
  cut: svg`<path d="M4 8h16M4 16h16M8 5v14M16 5v14"/>`,
  pack: svg`<path d="M4 8l8-4 8 4v8l-8 4-8-4z"/><path d="m4 8 8 4 8-4M12 12v8"/>`,
  nodes: svg`<rect x="4" y="4" width="16" height="6.5" rx="1.5"/><rect x="4" y="13.5" width="16" height="6.5" rx="1.5"/><path d="M7.5 7.2h.1M7.5 16.7h.1M11 7.2h5.5M11 16.7h5.5"/>`,
  critical: svg`<path d="M8 3h8l5 5v8l-5 5H8l-5-5V8z"/><path d="M12 7.5V13M12 16.3v.1"/>`,
  high: svg`<path d="M12 3.5 21.5 20h-19z"/><path d="M12 10v4.5M12 17.2v.1"/>`,
  medium: svg`<path d="M12 2.8 21.2 12 12 21.2 2.8 12z"/><path d="M12 8v4.5M12 15.6v.1"/>`,
  low: svg`<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.6v.1"/>`,
  check: svg`<path d="m5 12.5 4.5 4.5L19 7.5"/>`,
  cross: svg`<path d="m6 6 12 12M18 6 6 18"/>`,
  note: svg`<path d="M4 5h16v11H10l-4 4v-4H4z"/><path d="M8 9h8M8 12h5"/>`,
  back: svg`<path d="M14.5 5 8 12l6.5 7"/>`,
  sound: svg`<path d="M4 9.5v5h3.5L12 19V5L7.5 9.5z"/><path d="M15.5 9a4.5 4.5 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11"/>`,
  muted: svg`<path d="M4 9.5v5h3.5L12 19V5L7.5 9.5z"/><path d="m16 9.5 5 5M21 9.500l-5 5"/>`,
  dark: svg`<path d="M20 14.500A8.500 8.500 0 1 1 9.500 4 7 7 0 0 0 20 14.500z"/>`,
  light: svg`<circle cx="12" cy="12" r="4"/><path d="M12 2.500V5M12 19v2.500M2.500 12H5M19 12h2.500M5.300 5.300 7 7M17 17l1.700 1.700M18.700 5.300 17 7M7 17l-1.700 1.700"/>`,
  help: svg`<circle cx="12" cy="12" r="9"/><path d="M9.500 9.500a2.600 2.600 0 1 1 3.700 2.400c-.8.4-1.200.9-1.200 1.900M12 16.800v.1"/>`,
  leave: svg`<path d="M10 4H5v16h5M14.500 8l4.500 4-4.500 4M19 12H9.500"/>`,
  noCamera: svg`<path d="M7 7h8v6.500M15 17H3V7M15 11l6-3.500v9M3 3l18 18"/>`,
  download: svg`<path d="M12 4v11M7.500 11 12 15.500 16.500 11M5 20h14"/>`,
  air: svg`<circle cx="12" cy="12" r="2"/><path d="M7.800 7.800a6 6 0 0 0 0 8.400M16.200 7.800a6 6 0 0 1 0 8.400M5 5a10 10 0 0 0 0 14M19 5a10 10 0 0 1 0 14"/>`,
  held: svg`<rect x="5" y="11" width="14" height="9" rx="1.500"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>`,
  play: svg`<path d="M7 4.500v15l12-7.500z"/>`,
  stop: svg`<rect x="6" y="6" width="12" height="12" rx="1.500"/>`,
  box: svg`<path d="M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4"/><rect x="8.500" y="9.500" width="7" height="5"/>`,
};

export const icon = (name) => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${shapes[name]}</svg>`;

export const logo = html`<svg class="logo" viewBox="0 0 32 32" aria-hidden="true"><rect x="7" y="2" width="18" height="28" rx="9" class="logo-post"/><rect x="9" y="4" width="14" height="24" rx="7" class="logo-line"/><path d="M12 21v-9l4 5 4-5v9" class="logo-m"/></svg>`;
