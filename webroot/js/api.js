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
export const mayAdminister = () => current?.role === 'admin';
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
export const patch = (path, body) => asUser('PATCH', path, body);
export const remove = (path) => asUser('DELETE', path);

/** Chunks are gathered into blobs of this size, which a browser may keep on disk. */
const GATHER = 8_000_000;

/**
 * A file as a blob; told how many bytes have come. Ends with an error when the answer breaks off,
 * so that no half file is saved.
 */
export async function fetchFile(path, told, signal) {
  const response = await fetch(path, { headers: { Authorization: `Bearer ${current?.token}` }, cache: 'no-store', signal });
  if (!response.ok) {
    const failure = await response.json().catch(() => ({}));
    throw new ApiError(response.status, failure.code ?? 'http', failure.message ?? response.statusText);
  }
  const parts = [];
  let chunks = [];
  let loose = 0;
  let size = 0;
  for (const reader = response.body.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    loose += value.length;
    size += value.length;
    if (loose >= GATHER) {
      parts.push(new Blob(chunks));
      chunks = [];
      loose = 0;
    }
    told(size);
  }
  return new Blob([...parts, ...chunks], { type: response.headers.get('Content-Type') ?? '' });
}

/** Hands a file, or what lies at an address of this node, to the browser's downloads. */
export function save(what, name) {
  const link = document.createElement('a');
  link.href = typeof what === 'string' ? what : URL.createObjectURL(what);
  link.download = name;
  link.click();
  if (typeof what !== 'string') setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

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
