package io.milepost.rsu.broadcast;

import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * How alerts are sent.
 *
 * @param group IPv4 multicast group
 * @param port UDP port, 1..65535
 * @param ttl IP time to live, 0 (this host) to 255; 1 stays in the subnet
 * @param interfaces names of the interfaces to send on; empty for every one that is up and can
 *     multicast, or the loopback when there is none
 * @param dscp differentiated services code point, 0..63; 46 (EF) becomes Wi-Fi's voice queue (RFC
 *     8325 §4)
 * @param keyRingFile key ring, null for none; read by {@link #loadKeys}
 * @param hmacKey one key given directly, for trials; null for none
 * @param requireSignature send nothing rather than datagrams without a tag
 * @param repeatSeconds time between copies after the burst, 0.1..60
 * @param etsiStrict at least 100 ms between copies of one event
 * @param tokensPerSecond most datagrams per second, 10..10000; heartbeats may take half of them
 * @param heartbeatSeconds time between heartbeats, 0.1..60
 * @param heartbeatActiveSeconds the same while an alert is on air, 0.05..60
 * @param ttlSeconds for how long each copy holds, 1..3600
 * @param maxAgeSeconds an alert whose incident has not been heard of for so long expires,
 *     60..604800
 * @param slowDownWithinM up to this distance the advice is to slow down, 0..100000
 * @param stopWithinM up to this distance a blockage asks for a stop, 0..100000
 */
public record BroadcastConfig(
    String group,
    int port,
    int ttl,
    List<String> interfaces,
    int dscp,
    Path keyRingFile,
    String hmacKey,
    boolean requireSignature,
    double repeatSeconds,
    boolean etsiStrict,
    int tokensPerSecond,
    double heartbeatSeconds,
    double heartbeatActiveSeconds,
    int ttlSeconds,
    int maxAgeSeconds,
    double slowDownWithinM,
    double stopWithinM) {
  /** Most datagrams per second that may be configured. */
  public static final int MAX_TOKENS_PER_SECOND = 10_000;

  private static final Pattern GROUP =
      Pattern.compile("(22[4-9]|23\\d)(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");

  /**
   * Checks every range.
   *
   * @throws MilepostException CONFIGURATION naming the key and what it allows
   */
  public BroadcastConfig {
    interfaces = interfaces == null ? List.of() : List.copyOf(interfaces);
    if (group == null || !GROUP.matcher(group).matches()) {
      throw refuse("group", "an IPv4 multicast group, 224.0.0.0 to 239.255.255.255");
    }
    range("port", port, 1, 65_535);
    range("ttl", ttl, 0, 255);
    range("dscp", dscp, 0, 63);
    range("repeat_seconds", repeatSeconds, 0.1, 60);
    range("tokens_per_second", tokensPerSecond, 10, MAX_TOKENS_PER_SECOND);
    range("heartbeat_seconds", heartbeatSeconds, 0.1, 60);
    range("heartbeat_active_seconds", heartbeatActiveSeconds, 0.05, 60);
    if (tokensPerSecond * Math.min(heartbeatSeconds, heartbeatActiveSeconds) < 2) {
      throw refuse(
          "heartbeat_active_seconds", "long enough that heartbeats take at most half the tokens");
    }
    range("ttl_seconds", ttlSeconds, 1, AlertBody.MAX_TTL_S);
    range("max_age_seconds", maxAgeSeconds, 60, 604_800);
    range("slow_down_within_m", slowDownWithinM, 0, AlertBody.MAX_DISTANCE_M);
    range("stop_within_m", stopWithinM, 0, AlertBody.MAX_DISTANCE_M);
    if (keyRingFile != null && hmacKey != null) {
      throw new MilepostException(
          FailureCode.CONFIGURATION,
          "broadcast.key_ring and broadcast.hmac_key are both set; keep one");
    }
  }

  /** The defaults of the protocol page, without keys. */
  public static BroadcastConfig defaults() {
    return new BroadcastConfig(
        EnvelopeWire.DEFAULT_GROUP,
        EnvelopeWire.DEFAULT_PORT,
        1,
        List.of(),
        46,
        null,
        null,
        false,
        1.0,
        false,
        50,
        1.0,
        0.2,
        AlertBody.DEFAULT_TTL_S,
        86_400,
        500,
        200);
  }

  /**
   * Reads the keys. Blocks on the file; call it before deployment.
   *
   * @param environment gives the value of an environment variable, or null
   * @throws MilepostException CONFIGURATION when the file is missing or wrong, or when a signature
   *     is required and there is no key
   */
  public KeyRing loadKeys(UnaryOperator<String> environment) {
    KeyRing keys = KeyRing.empty();
    if (hmacKey != null) {
      keys = KeyRing.ofCommandLine(hmacKey);
    } else if (keyRingFile != null) {
      try {
        keys = KeyRing.read(keyRingFile, environment);
      } catch (MilepostException e) {
        throw new MilepostException(e.code(), "broadcast.key_ring: " + e.getMessage(), e);
      } catch (IOException e) {
        throw new MilepostException(
            FailureCode.CONFIGURATION,
            "broadcast.key_ring " + keyRingFile + " cannot be read; check path and owner",
            e);
      }
    }
    if (requireSignature && keys.isEmpty()) {
      throw new MilepostException(
          FailureCode.CONFIGURATION,
          "broadcast.require_signature is set but there is no key; set broadcast.key_ring");
    }
    return keys;
  }

  private static void range(String key, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw refuse(key, "from " + plain(min) + " to " + plain(max) + ", not " + plain(value));
    }
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private static MilepostException refuse(String key, String allowed) {
    return new MilepostException(
        FailureCode.CONFIGURATION, "broadcast." + key + " must be " + allowed);
  }

  /** Never shows the key. */
  @Override
  public String toString() {
    return "BroadcastConfig[group="
        + group
        + ", port="
        + port
        + ", ttl="
        + ttl
        + ", interfaces="
        + interfaces
        + ", authenticated="
        + (keyRingFile != null || hmacKey != null)
        + "]";
  }
}
