package io.milepost.protocol.alert;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.json.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * What an RSU says of itself. Ranges are those of {@code heartbeat-body.schema.json}.
 *
 * @param active alerts on air, most severe first
 * @param more alerts on air that did not fit into the datagram; a receiver must not conclude
 *     anything from an alert missing in {@code active} while this is above 0
 * @param clock state of the sender's clock
 * @param cameras state of the sender's cameras
 */
public record HeartbeatBody(
    List<Active> active,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) int more,
    Clock clock,
    Cameras cameras) {
  private static final int MAX_ACTIVE = 64;
  private static final int MAX_MORE = 1_000_000;
  private static final int MAX_CAMERAS = 100_000;
  private static final double MAX_OFFSET_MS = 1e12;

  /** Makes the list immutable. */
  public HeartbeatBody {
    active = List.copyOf(active);
  }

  /**
   * An alert on air.
   *
   * @param event identity, {@code <rsu>/<n>}
   * @param version its version
   * @param remainingS seconds for which it holds from now on, 0..3600
   */
  public record Active(String event, int version, double remainingS) {}

  /**
   * State of a clock.
   *
   * @param synchronised whether a time service keeps it
   * @param offsetMs its deviation from UTC as that service estimates it, milliseconds; 0 if unknown
   */
  public record Clock(boolean synchronised, double offsetMs) {
    /** Furthest from UTC of a clock that counts as right, milliseconds. */
    public static final double EXACT_MS = 250;

    /** Whether its time service calls it right; one without numbers is taken by its word. */
    @JsonIgnore
    public boolean isExact() {
      return synchronised && Math.abs(offsetMs) <= EXACT_MS;
    }
  }

  /**
   * How many cameras work.
   *
   * @param up cameras that deliver pictures
   * @param down cameras that do not
   */
  public record Cameras(int up, int down) {}

  /** Reads a body from part of an array. Never throws, whatever the bytes are. */
  public static Parsed<HeartbeatBody> read(byte[] json, int offset, int length) {
    Parsed<BodyReader> parsed = BodyReader.parse(json, offset, length);
    if (!parsed.ok()) {
      return new Parsed<>(null, parsed.problem());
    }
    BodyReader in = parsed.value();
    List<Active> active = readActive(in);
    int more = in.has("more") ? (int) in.integer("more", 0, MAX_MORE) : 0;
    Clock clock = readClock(in);
    Cameras cameras = readCameras(in);
    return in.problem() == null
        ? new Parsed<>(new HeartbeatBody(active, more, clock, cameras), null)
        : new Parsed<>(null, in.problem());
  }

  private static List<Active> readActive(BodyReader in) {
    List<Active> active = new ArrayList<>();
    JsonNode list = in.node("active");
    if (list == null) {
      return active;
    }
    if (!list.isArray() || list.size() > MAX_ACTIVE) {
      in.refuse("active", "must be a list of at most " + MAX_ACTIVE);
      return active;
    }
    for (JsonNode each : list) {
      Parsed<BodyReader> item = BodyReader.of(each, "active[" + active.size() + "]");
      if (!item.ok()) {
        in.refuse(item.problem());
        return active;
      }
      BodyReader fields = item.value();
      String event = fields.text("event", 1, AlertBody.MAX_ROAD);
      if (event != null && !EventId.isValid(event)) {
        fields.refuse("event", "must be <rsu>/<number>");
      }
      int version = (int) fields.integer("version", 1, Integer.MAX_VALUE);
      double remaining = fields.number("remaining_s", 0, AlertBody.MAX_TTL_S);
      if (fields.problem() != null) {
        in.refuse(fields.problem());
        return active;
      }
      active.add(new Active(event, version, remaining));
    }
    return active;
  }

  private static Clock readClock(BodyReader in) {
    JsonNode node = in.node("clock");
    Parsed<BodyReader> clock = BodyReader.of(node, "clock");
    if (!clock.ok()) {
      in.refuse(clock.problem());
      return null;
    }
    BodyReader fields = clock.value();
    boolean synchronised = fields.bool("synchronised");
    double offset = fields.number("offset_ms", -MAX_OFFSET_MS, MAX_OFFSET_MS);
    if (fields.problem() != null) {
      in.refuse(fields.problem());
    }
    return new Clock(synchronised, offset);
  }

  private static Cameras readCameras(BodyReader in) {
    JsonNode node = in.node("cameras");
    Parsed<BodyReader> cameras = BodyReader.of(node, "cameras");
    if (!cameras.ok()) {
      in.refuse(cameras.problem());
      return null;
    }
    BodyReader fields = cameras.value();
    int up = (int) fields.integer("up", 0, MAX_CAMERAS);
    int down = (int) fields.integer("down", 0, MAX_CAMERAS);
    if (fields.problem() != null) {
      in.refuse(fields.problem());
    }
    return new Cameras(up, down);
  }

  /**
   * The bytes to send. Alerts at the end of the list that do not fit are left out and counted in
   * {@code more}.
   *
   * @param maxBytes room for the body, see {@link EnvelopeWire#maxBody}
   */
  public byte[] encode(int maxBytes) {
    int keep = Math.min(active.size(), MAX_ACTIVE);
    while (true) {
      int left = active.size() - keep + more;
      byte[] json =
          Json.writeBytes(new HeartbeatBody(active.subList(0, keep), left, clock, cameras));
      if (json.length <= maxBytes || keep == 0) {
        return json;
      }
      keep--;
    }
  }
}
