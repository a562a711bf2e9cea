/** Dark or light: as the system says, until somebody chooses. */
const KEY = 'milepost.theme';
const system = matchMedia('(prefers-color-scheme: light)');

export const theme = () => localStorage.getItem(KEY) ?? (system.matches ? 'light' : 'dark');

function apply() {
  document.documentElement.dataset.theme = theme();
}

export function toggleTheme() {
  localStorage.setItem(KEY, theme() === 'dark' ? 'light' : 'dark');
  apply();
}

system.addEventListener('change', apply);
apply();
