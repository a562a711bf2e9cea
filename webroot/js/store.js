import { get, session } from './api.js';
import { bus } from './bus.js';

const RANK = { critical: 3, high: 2, medium: 1, low: 0 };
const LOST_AFTER = 5000;

/** An incident this young is announced even when the console has just been opened. */
const NEWS_MS = 120_000;

export const isActive = (incident) => incident.state === 'open' || incident.state === 'acknowledged';
const byUrgency = (a, b) => (a.state === b.state ? 0 : a.state === 'open' ? -1 : 1)
  || RANK[b.severity] - RANK[a.severity] || b.confirmed_at - a.confirmed_at;

/** Forgets the oldest entry of a map that has grown beyond its bound. */
function bound(map, size) {
  if (map.size > size) map.delete(map.keys().next().value);
}

/** What the console knows, kept fresh by the bus; views are told at most once per frame. */
class Store {
  constructor() {
    this.views = new Set();
    this.alarmListeners = new Set();
    this.reset();
    bus.onState((state) => {
      if (state === 'open') this.load();
      this.changed();
    });
  }

  reset() {
    this.nodes = new Map();
    this.incidents = new Map();
    this.alerts = new Map();
    this.clips = new Map();
    this.history = new Map();
    this.cameraSince = new Map();
    this.loaded = false;
  }

  start() {
    if (this.started || !session()) return;
    this.started = true;
    bus.on('milepost.incidents', (change) => this.incidentChanged(change));
    bus.on('milepost.alerts', (alert) => this.alertChanged(alert));
    bus.on('milepost.clips', (clip) => this.clipReady(clip));
    bus.on('milepost.nodes', (status) => this.nodeHeard(status));
    bus.start();
    // A node that falls silent sends no message that would make views look again.
    this.timer = setInterval(() => this.changed(), 2000);
  }

  stop() {
    this.started = false;
    clearInterval(this.timer);
    bus.stop();
    this.reset();
    this.changed();
  }

  subscribe(view) {
    this.views.add(view);
    return () => this.views.delete(view);
  }

  onAlarm(listener) {
    this.alarmListeners.add(listener);
  }

  changed() {
    if (this.scheduled) return;
    this.scheduled = true;
    requestAnimationFrame(() => {
      this.scheduled = false;
      this.views.forEach((view) => view());
    });
  }

  /** The present state, after each (re)connection; the bus tells only what changes later. */
  async load() {
    try {
      const [nodes, open, acknowledged, alerts] = await Promise.all([
        get('/api/v1/nodes'),
        get('/api/v1/events?state=open&size=200'),
        get('/api/v1/events?state=acknowledged&size=200'),
        get('/api/v1/alerts'),
      ]);
      const active = [...open.items, ...acknowledged.items];
      const ids = new Set(active.map((incident) => incident.id));
      for (const known of this.incidents.values()) {
        if (isActive(known) && !ids.has(known.id)) this.incidents.delete(known.id);
      }
      nodes.items.forEach((status) => this.nodeHeard(status));
      // What happened while the connection was away is news too.
      const reconnected = this.loaded;
      active.forEach((incident) => {
        const news = !this.incidents.has(incident.id) && (reconnected || Date.now() - incident.confirmed_at < NEWS_MS);
        this.remember(incident);
        if (news) this.announce(incident);
      });
      this.alerts = new Map(alerts.items.map((alert) => [alert.event, alert]));
      this.loaded = true;
      this.changed();
    } catch (e) {
      if (e.status !== 401) setTimeout(() => this.started && this.load(), 3000);
    }
  }

  /** Keeps the newest version; false when it is known already. */
  remember(incident) {
    const known = this.incidents.get(incident.id);
    if (known && known.version >= incident.version) return false;
    this.incidents.set(incident.id, incident);
    bound(this.incidents, 2000);
    return true;
  }

  incidentChanged({ change, incident, stages }) {
    const news = !this.incidents.has(incident.id);
    if (change === 'MERGED') {
      this.incidents.delete(incident.id);
    } else if (this.remember(incident)) {
      const past = this.history.get(incident.id) ?? [];
      past.push({ change, incident, stages });
      this.history.set(incident.id, past.slice(-50));
      bound(this.history, 500);
    }
    if (news && change === 'CONFIRMED') this.announce(incident);
    this.changed();
  }

  announce(incident) {
    if (incident.state === 'open' && RANK[incident.severity] >= RANK.high) {
      this.alarmListeners.forEach((listener) => listener(incident));
    }
  }

  alertChanged(alert) {
    this.alerts.set(alert.event, alert);
    bound(this.alerts, 1000);
    this.changed();
  }

  clipReady(clip) {
    const clips = this.clips.get(clip.incident) ?? new Map();
    if (clip.bytes === 0) clips.delete(clip.id);
    else clips.set(clip.id, clip);
    this.clips.set(clip.incident, clips);
    bound(this.clips, 500);
    this.changed();
  }

  nodeHeard(status) {
    const known = this.nodes.get(status.node);
    const heardAt = Date.now() - (status.age_millis ?? 0);
    for (const camera of status.cameras) {
      const last = this.cameraSince.get(camera.id);
      if (last?.state !== camera.state) {
        // Before this page was opened, the age of the newest frame is the best witness.
        const before = camera.frame_age_millis > 0 ? heardAt - camera.frame_age_millis : 0;
        this.cameraSince.set(camera.id, { state: camera.state, since: last ? heardAt : before });
      }
    }
    this.nodes.set(status.node, { ...status, heardAt, self: status.self ?? known?.self ?? false });
    this.changed();
  }

  isLost(node) {
    return node.state === 'lost' || Date.now() - node.heardAt > LOST_AFTER;
  }

  nodeList() {
    return [...this.nodes.values()].sort((a, b) => a.node.localeCompare(b.node));
  }

  cameras() {
    return this.nodeList()
      .flatMap((node) => node.cameras.map((camera) => this.asOfNow(camera, node)))
      .sort((a, b) => a.id.localeCompare(b.id));
  }

  asOfNow(camera, node) {
    const since = this.cameraSince.get(camera.id)?.since ?? 0;
    // While our own connection is down, nothing is known about nodes; the status bar says so.
    if (bus.state !== 'open' || !this.isLost(node)) return { ...camera, node: node.node, since };
    const reason = `node ${node.node} is silent`;
    return { ...camera, node: node.node, state: 'down', reason, since: node.heardAt, fps: 0, inferred_fps: 0 };
  }

  active() {
    return [...this.incidents.values()].filter(isActive).sort(byUrgency);
  }

  activeAt(camera) {
    return this.active().find((incident) => incident.camera === camera
      || incident.seen_by?.some((seen) => seen.endsWith(`/${camera}`)));
  }

  /** An alert lives in vehicles for its time after the last datagram; a silent node sends none. */
  alertNow(alert) {
    const node = this.nodes.get(alert.node);
    const over = alert.state === 'active' && node && bus.state === 'open'
      && Date.now() - node.heardAt > alert.ttl_seconds * 1000;
    return over ? { ...alert, state: 'expired' } : alert;
  }

  /** What has been heard of each node's alerts, or what its heartbeat says when that is more: a page may have missed some. */
  alertsOnAir() {
    const heard = new Map();
    for (const alert of this.alerts.values()) {
      if (this.alertNow(alert).state === 'active') heard.set(alert.node, (heard.get(alert.node) ?? 0) + 1);
    }
    for (const node of this.nodes.values()) {
      if (!this.isLost(node)) heard.set(node.node, Math.max(heard.get(node.node) ?? 0, node.alerts_on_air));
    }
    return [...heard.values()].reduce((sum, n) => sum + n, 0);
  }
}

export const store = new Store();
