package io.milepost.rsu.rules.core;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The findings of one camera: gives them keys, remembers which are open and where one was closed,
 * and collects what has to be told after each frame. Not thread-safe.
 */
public final class FindingBook {
  private static final int REMEMBERED = 64;

  private static final double ADOPTED = 0.15;

  private final String camera;
  private final String prefix;
  private final FindingBook real;
  private final List<Crossing> crossings = new ArrayList<>();
  private RuleSlot speaker;
  private final List<Entry> suspected = new ArrayList<>();
  private final List<Entry> open = new ArrayList<>();
  private final List<Entry> closed = new ArrayList<>();
  private final List<Finding> news = new ArrayList<>();
  private int width = 1;
  private int height = 1;
  private int next = 1;

  /** One finding while it lives. */
  public static final class Entry {
    private final String key;
    private final IncidentType type;
    private final double start;
    private final boolean muted;
    private RuleSlot owner;
    private double confirmed;
    private TraceRecord trace = TraceRecord.NONE;
    private Severity severity;
    private double confidence;
    private double x;
    private double y;
    private double closedAt;
    private Map<String, Object> evidence;

    private Entry(String key, IncidentType type, RuleSlot owner, double start, double confirmed) {
      this.key = key;
      this.owner = owner;
      this.muted = owner != null && owner.retiring();
      this.type = type;
      this.start = start;
      this.confirmed = confirmed;
    }

    private void set(Severity newSeverity, Place place) {
      severity = newSeverity;
      confidence = place.confidence();
      x = place.x();
      y = place.y();
      evidence = place.evidence();
      trace = place.trace() == TraceRecord.NONE ? trace : place.trace();
    }

    double x() {
      return x;
    }

    double y() {
      return y;
    }

    /** When it began, PTS seconds. */
    public double start() {
      return start;
    }

    /** What was last told of it, 0..1. */
    public double confidence() {
      return confidence;
    }

    IncidentType type() {
      return type;
    }

    /** What it was last told as. */
    public Severity severity() {
      return severity;
    }

    /** Whether it was last told as high or graver. */
    public boolean high() {
      return severity.compareTo(Severity.HIGH) >= 0;
    }

    /** What was last told of it; a copy. */
    public Map<String, Object> evidence() {
      return new LinkedHashMap<>(evidence);
    }
  }

  /**
   * An empty book.
   *
   * @param camera id that its findings name
   */
  public FindingBook(String camera) {
    this(camera, "", null);
  }

  private FindingBook(String camera, String prefix, FindingBook real) {
    this.camera = camera;
    this.prefix = prefix;
    this.real = real;
  }

  /** A book for rules on trial: they know of what is really open, and nobody knows of theirs. */
  public FindingBook shadow() {
    return new FindingBook(camera, "shadow-", this);
  }

  /** Keys of new findings are counted from here. */
  public void keysFrom(int first) {
    next = first;
  }

  /** Who uses the book from now on. One that retires opens nothing new that anybody hears of. */
  public void speaker(RuleSlot slot) {
    speaker = slot;
  }

  /** The size of the picture, pixels; places are told as shares of it. */
  public void picture(int pictureWidth, int pictureHeight) {
    width = Math.max(1, pictureWidth);
    height = Math.max(1, pictureHeight);
  }

  /** Opens a finding; times in PTS seconds, place in pixels. */
  public Entry confirm(
      IncidentType type, Severity severity, double start, double now, Place place) {
    Entry heirloom = adopt(type, place);
    if (heirloom != null) {
      update(heirloom, severity, place);
      return heirloom;
    }
    Entry e = entry(type, start, now);
    e.set(severity, place);
    if (!e.muted) {
      open.add(e);
    }
    tell(e, Finding.Phase.CONFIRMED);
    return e;
  }

  /** Tells of something that may be happening; then confirm or withdraw it. */
  public Entry suspect(
      IncidentType type, Severity severity, double start, double now, Place place) {
    Entry e = entry(type, start, now);
    e.set(severity, place);
    if (!e.muted) {
      suspected.add(e);
    }
    tell(e, Finding.Phase.SUSPECTED);
    return e;
  }

  private Entry entry(IncidentType type, double start, double now) {
    String key = prefix + type.code() + "-" + next++;
    return new Entry(key, type, speaker, Math.min(start, now), now);
  }

  /** What a rule with former thresholds has opened here belongs to its successor from now on. */
  private Entry adopt(IncidentType type, Place place) {
    for (Entry e : open) {
      if (e.type == type
          && e.owner != null
          && e.owner.retiring()
          && e.owner != speaker
          && Math.hypot(e.x - place.x(), e.y - place.y()) <= ADOPTED * Math.hypot(width, height)) {
        e.owner = speaker;
        return e;
      }
    }
    return null;
  }

  private boolean belongsToAnother(Entry e) {
    return e.owner != speaker;
  }

  /** Whether a rule has something open or suspected. */
  public boolean holds(RuleSlot slot) {
    return open.stream().anyMatch(e -> e.owner == slot)
        || suspected.stream().anyMatch(e -> e.owner == slot);
  }

  /** Closes whatever a rule has open. */
  public void closeAll(RuleSlot slot, double now) {
    speaker = slot;
    List.copyOf(open).stream().filter(e -> e.owner == slot).forEach(e -> clear(e, now));
    List.copyOf(suspected).stream().filter(e -> e.owner == slot).forEach(this::withdraw);
  }

  /** Opens a finding that was suspected, under the key it was suspected by. */
  public void confirm(Entry e, Severity severity, double now, Place place) {
    if (belongsToAnother(e)) {
      return;
    }
    suspected.remove(e);
    e.confirmed = now;
    e.set(severity, place);
    if (!e.muted) {
      open.add(e);
    }
    tell(e, Finding.Phase.CONFIRMED);
  }

  /** Takes a suspicion back. */
  public void withdraw(Entry e) {
    if (belongsToAnother(e)) {
      return;
    }
    suspected.remove(e);
    tell(e, Finding.Phase.WITHDRAWN);
  }

  /** Tells that something about a finding changed. */
  public void update(Entry e, Severity severity, Place place) {
    if (belongsToAnother(e)) {
      return;
    }
    e.set(severity, place);
    tell(e, Finding.Phase.UPDATED);
  }

  /** Closes a finding. */
  public void clear(Entry e, double now) {
    if (e.muted || belongsToAnother(e)) {
      return;
    }
    open.remove(e);
    e.closedAt = now;
    closed.add(e);
    if (closed.size() > REMEMBERED) {
      closed.remove(0);
    }
    tell(e, Finding.Phase.CLEARED);
  }

  /** The open finding of a type within a radius in pixels, null when there is none. */
  public Entry openNear(IncidentType type, double x, double y, double radius) {
    for (Entry e : open) {
      if (e.type == type && Math.hypot(e.x - x, e.y - y) <= radius) {
        return e;
      }
    }
    return real == null ? null : real.openNear(type, x, y, radius);
  }

  /** Whether any finding of this type is open. */
  public boolean isOpen(IncidentType type) {
    for (Entry e : open) {
      if (e.type == type) {
        return true;
      }
    }
    return real != null && real.isOpen(type);
  }

  /** Whether one of a type was closed near here less than some seconds ago. */
  public boolean coolingDown(IncidentType type, Place place, double radius, double since) {
    for (Entry e : closed) {
      if (e.type == type
          && e.closedAt >= since
          && Math.hypot(e.x - place.x(), e.y - place.y()) <= radius) {
        return true;
      }
    }
    return false;
  }

  /** How many findings are open. */
  public int openCount() {
    return open.size();
  }

  /** What has to be told, in order; empties the list. */
  public List<Finding> drain() {
    if (news.isEmpty()) {
      return List.of();
    }
    List<Finding> out = List.copyOf(news);
    news.clear();
    return out;
  }

  /** Somebody crossed a line. */
  public void crossed(Crossing crossing) {
    crossings.add(crossing);
  }

  /** Lines crossed since the last call. */
  public List<Crossing> drainCrossings() {
    if (crossings.isEmpty()) {
      return List.of();
    }
    List<Crossing> out = List.copyOf(crossings);
    crossings.clear();
    return out;
  }

  private void tell(Entry e, Finding.Phase phase) {
    if (e.muted) {
      return;
    }
    if (phase == Finding.Phase.CONFIRMED && e.owner != null) {
      e.owner.confirmedOne();
    }
    news.add(
        new Finding(
            camera,
            e.key,
            phase,
            e.type,
            e.severity,
            Math.max(0, Math.min(1, e.confidence)),
            e.start,
            e.confirmed,
            clamp(e.x / width),
            clamp(e.y / height),
            e.evidence,
            e.trace));
  }

  private static double clamp(double v) {
    return Math.max(0, Math.min(1, v));
  }
}
