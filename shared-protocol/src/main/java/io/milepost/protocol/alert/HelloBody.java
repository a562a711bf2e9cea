package io.milepost.protocol.alert;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.milepost.protocol.json.Json;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A vehicle asks an RSU for unicast copies of what it broadcasts. Ranges are those of {@code
 * hello-body.schema.json}.
 *
 * @param rsu id of the RSU addressed, 1 to 32 characters
 * @param address dotted IPv4 address from which the vehicle sends; a copy goes nowhere else
 * @param port UDP port from which the vehicle sends, 1..65535
 * @param road only alerts of this road are wanted, 1 to 64 characters; null for all
 * @param lat WGS-84 degrees, null when unknown
 * @param lon WGS-84 degrees, null when unknown
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HelloBody(String rsu, String address, int port, String road, Double lat, Double lon) {
  private static final int MAX_PORT = 65_535;
  private static final int MAX_ADDRESS = 15;
  private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
  private static final Pattern ADDRESS = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");

  /** Checks what must never be null. */
  public HelloBody {
    Objects.requireNonNull(rsu, "rsu");
    Objects.requireNonNull(address, "address");
  }

  /** Reads a body from part of an array. Never throws, whatever the bytes are. */
  public static Parsed<HelloBody> read(byte[] json, int offset, int length) {
    Parsed<BodyReader> parsed = BodyReader.parse(json, offset, length);
    if (!parsed.ok()) {
      return new Parsed<>(null, parsed.problem());
    }
    BodyReader in = parsed.value();
    String rsu = in.text("rsu", 1, EnvelopeWire.MAX_SOURCE);
    String address = in.text("address", 1, MAX_ADDRESS);
    if (address != null && !ADDRESS.matcher(address).matches()) {
      in.refuse("address", "must be an IPv4 address in dotted form");
    }
    int port = (int) in.integer("port", 1, MAX_PORT);
    String road = in.has("road") ? in.text("road", 1, AlertBody.MAX_ROAD) : null;
    Double lat = in.has("lat") ? in.number("lat", -90, 90) : null;
    Double lon = in.has("lon") ? in.number("lon", -180, 180) : null;
    return in.problem() == null
        ? new Parsed<>(new HelloBody(rsu, address, port, road, lat, lon), null)
        : new Parsed<>(null, in.problem());
  }

  /** The bytes to send. */
  public byte[] encode() {
    return Json.writeBytes(this);
  }
}
