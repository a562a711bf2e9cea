// Signs drawn for this page: a triangle with what has happened in it. Strokes take the colour of the text.
const car = (x, y, s = 1) =>
  `<g transform="translate(${x} ${y}) scale(${s})"><path d="M0 12V7l3-1 3-5h10l4 5 4 1v5z" fill="currentColor"/><circle cx="6" cy="12.5" r="2.6" fill="currentColor" stroke="var(--ground)" stroke-width="1.2"/><circle cx="18" cy="12.5" r="2.6" fill="currentColor" stroke="var(--ground)" stroke-width="1.2"/></g>`;
const line = 'fill="none" stroke="currentColor" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"';

const inside = {
  blind: `<path d="M50 66v14M43 80h14M43 60a9 9 0 0 1 14 0M38 54a16 16 0 0 1 24 0M36 50l30 30" ${line}/>`,
  collision: car(24, 62) + `<g transform="translate(98 0) scale(-1 1)">${car(26, 62)}</g>` + `<path d="M49 57v-12M41 58l-6-8M57 58l6-8" ${line}/>`,
  fire: '<path d="M50 40c3 10 16 14 16 28a16 16 0 0 1-32 0c0-7 5-10 7-16 3 3 4 5 4 8 4-5 6-11 5-20z" fill="currentColor"/>',
  smoke: `<path d="M35 76h28a9 9 0 0 0 0-18 12 12 0 0 0-22-4 9.5 9.5 0 0 0-6 22zM42 46c-4-6 4-8 0-14M54 44c-4-6 4-8 0-14" ${line}/>`,
  congestion: car(22, 70, 0.95) + car(52, 70, 0.95) + car(37, 52, 0.95),
  blockage: `<path d="M31 58h38v12H31zM37 70v12M63 70v12" ${line}/><path d="M38 70l6-12M48 70l6-12M58 70l6-12" stroke="currentColor" stroke-width="4"/>`,
  stopped_vehicle: car(26, 54, 2),
  wrong_way: `<path d="M41 83V55M34 62l7-7 7 7M59 51v31M52 75l7 7 7-7" ${line}/>`,
  pedestrian_on_road: `<circle cx="50" cy="40" r="5.5" fill="currentColor"/><path d="M50 48l-3 16-8 16M47 64l10 6 2 11M36 60l5-9 9-3 6 9 7 3" ${line}/>`,
  construction: `<path d="M44 44h12l8 32H36zM30 79h40" ${line}/><path d="M41 56h18M38 67h24" stroke="currentColor" stroke-width="5"/>`,
  debris: `<path d="M28 64h20v16H28zM52 70h18v10H52zM42 46l14 5-4 13-14-5z" ${line}/>`,
};
const sign = '<path d="M50 8 94 88a4 4 0 0 1-3.5 6h-81A4 4 0 0 1 6 88z" fill="none" stroke="currentColor" stroke-width="6" stroke-linejoin="round"/>';
const clear = `<circle cx="50" cy="50" r="42" ${line}/><path d="M34 50h32" ${line}/>`;

export function icon(type) {
  const body = type === null ? clear : sign + (inside[type] ?? `<path d="M50 36v26M50 74v2" ${line}/>`);
  return `<svg viewBox="0 0 100 100" role="img">${body}</svg>`;
}
