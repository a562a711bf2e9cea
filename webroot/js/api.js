/** The REST side: sign-in, requests, tickets. */
const KEY = 'milepost.session';

export class ApiError extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

let current = restore();
const listeners = new Set();

function restore() {
  try {
    const saved = JSON.parse(sessionStorage.getItem(KEY));
    return saved && saved.expires_at > Date.now() ? saved : null;
  } catch {
    return null;
  }
}

function become(session, reason) {
  current = session;
  if (session) sessionStorage.setItem(KEY, JSON.stringify(session));
  else sessionStorage.removeItem(KEY);
  listeners.forEach((listener) => listener(session, reason));
}

export const session = () => current;
export const mayOperate = () => ['operator', 'admin'].includes(current?.role);
export const onSession = (listener) => listeners.add(listener);
export const signOut = (reason) => become(null, reason);

export async function signIn(username, password) {
  become(await call('POST', '/api/v1/auth/login', { username, password }, null));
}

async function call(method, path, body, token) {
  const headers = {};
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const response = await fetch(path, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
    cache: 'no-store',
  });
  if (response.ok) return response.json();
  const failure = await response.json().catch(() => ({}));
  throw new ApiError(response.status, failure.code ?? 'http', failure.message ?? response.statusText);
}

async function asUser(method, path, body) {
  const used = current;
  try {
    return await call(method, path, body, used?.token);
  } catch (e) {
    if (e.status === 401 && used && used === current) signOut('over');
    throw e;
  }
}

export const get = (path) => asUser('GET', path);
export const post = (path, body) => asUser('POST', path, body);

/** A URL for one WebSocket, with its single-use ticket. */
export async function socketUrl(path) {
  const { ticket } = await asUser('POST', '/api/v1/auth/ticket');
  const url = new URL(path, location.href);
  url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  url.searchParams.set('ticket', ticket);
  return url.href;
}

/** A URL a media element can load for the next ten minutes. */
export async function mediaUrl(path, parameters = {}) {
  const { ticket } = await asUser('POST', '/api/v1/auth/ticket', { path });
  return `${path}?${new URLSearchParams({ ...parameters, ticket })}`;
}
