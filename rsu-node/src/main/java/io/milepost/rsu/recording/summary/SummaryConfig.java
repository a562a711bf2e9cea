package io.milepost.rsu.recording.summary;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * The endpoint that puts clips into words.
 *
 * @param url base of an OpenAI-compatible API, as {@code http://127.0.0.1:11434/v1}; empty for none
 * @param model the model's name there
 * @param apiKey sent as a bearer token; empty for none
 * @param timeoutS longest wait for all of an answer, seconds, 1..600
 * @param pictures pictures of the clip that are sent, 2..4
 */
public record SummaryConfig(
    String url, String model, String apiKey, double timeoutS, int pictures) {
  /** Checks the values; connects to nothing. */
  public SummaryConfig {
    if (!(timeoutS >= 1 && timeoutS <= 600)) {
      throw wrong("timeout_s", String.valueOf(timeoutS), "1..600");
    }
    if (pictures < 2 || pictures > 4) {
      throw wrong("pictures", String.valueOf(pictures), "2..4");
    }
    if (!url.isEmpty()) {
      if (!isHttp(url)) {
        throw wrong("url", "no such address", "http://host[:port]/path or https://…");
      }
      if (model.isBlank()) {
        throw wrong("model", "empty", "the name of a model when summary.url is set");
      }
    }
  }

  private static boolean isHttp(String url) {
    try {
      URI uri = new URI(url);
      return uri.getHost() != null
          && uri.getUserInfo() == null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static MilepostException wrong(String key, String value, String allowed) {
    return new MilepostException(
        FailureCode.CONFIGURATION, "summary." + key + " is " + value + "; allowed is " + allowed);
  }

  /** Whether there is an endpoint. */
  public boolean enabled() {
    return !url.isEmpty();
  }

  /** Never shows the key. */
  @Override
  public String toString() {
    return "SummaryConfig[url=" + url + ", model=" + model + "]";
  }
}
