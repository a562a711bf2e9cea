package io.milepost.rsu.camera;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How the pictures of an RTSP camera travel; other sources have no choice. */
public enum Transport {
  /**
   * Within the RTSP connection: nothing is lost, and it passes any firewall that lets RTSP pass.
   */
  TCP,
  /** As datagrams on ports of their own: what is lost stays lost. */
  UDP,
  /** TCP, and UDP for a camera that refuses TCP. */
  AUTO;

  /** The code used in configuration. */
  @JsonValue
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The transport with this code.
   *
   * @throws IllegalArgumentException when there is none
   */
  @JsonCreator
  public static Transport of(String code) {
    for (Transport each : values()) {
      if (each.code().equals(code)) {
        return each;
      }
    }
    throw new IllegalArgumentException("unknown transport '" + code + "'; one of tcp, udp, auto");
  }
}
