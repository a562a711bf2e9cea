/** A short message at the bottom that goes by itself. */
export function toast(message, isError = false) {
  const box = document.querySelector('.toasts');
  if (!box) return;
  const item = document.createElement('div');
  item.className = isError ? 'toast error' : 'toast';
  item.textContent = message;
  box.append(item);
  setTimeout(() => item.remove(), isError ? 8000 : 3500);
}
