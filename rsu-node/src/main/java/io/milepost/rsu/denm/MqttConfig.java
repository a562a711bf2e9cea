package io.milepost.rsu.denm;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.regex.Pattern;
import javax.net.ssl.TrustManagerFactory;

/**
 * The MQTT 5 broker that gets the DENMs.
 *
 * @param url {@code mqtt://host[:port]} or, with TLS, {@code mqtts://host[:port]}; empty for none
 * @param topic first levels of the topics, without {@code +}, {@code #} and outer slashes
 * @param clientId name at the broker; empty for {@code milepost-<node>}
 * @param username empty for none
 * @param password empty for none
 * @param caFile PEM file of the authorities to trust; empty for those of the Java platform
 */
public record MqttConfig(
    String url, String topic, String clientId, String username, String password, String caFile) {
  private static final Pattern TOPIC = Pattern.compile("[^+#/\\x00]+(/[^+#/\\x00]+)*");
  private static final String PLAIN = "mqtt";
  private static final String TLS = "mqtts";
  private static final int PLAIN_PORT = 1883;
  private static final int TLS_PORT = 8883;

  /**
   * Checks everything, the authorities' file included; blocks on that file.
   *
   * @throws MilepostException CONFIGURATION naming the key and what it allows
   */
  public MqttConfig {
    if (!url.isEmpty()) {
      boolean tls = TLS.equals(parse(url).getScheme());
      if (!TOPIC.matcher(topic).matches()) {
        throw refuse("topic", "levels without '+' and '#', no '/' at either end", null);
      }
      if (username.isEmpty() && !password.isEmpty()) {
        throw refuse("username", "given together with mqtt.password", null);
      }
      if (!caFile.isEmpty()) {
        if (!tls) {
          throw refuse("url", "mqtts://… when mqtt.ca_file is set", null);
        }
        authorities(Path.of(caFile));
      }
    }
  }

  /** Whether there is a broker. */
  public boolean enabled() {
    return !url.isEmpty();
  }

  String host() {
    String host = parse(url).getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  int port() {
    int port = parse(url).getPort();
    return port != -1 ? port : tls() ? TLS_PORT : PLAIN_PORT;
  }

  boolean tls() {
    return TLS.equals(parse(url).getScheme());
  }

  /** Whether the broker is on this host, by its name. */
  boolean local() {
    return host().equals("localhost") || host().equals("::1") || host().startsWith("127.");
  }

  /** Host and port as people write them. */
  String address() {
    return parse(url).getHost() + ":" + port();
  }

  /** The topic of one event; every event has its own because a broker retains one message each. */
  String topicOf(String node, long event) {
    return topic + "/" + node + "/denm/" + event;
  }

  /** Whom to trust; null for the platform's authorities. Reads the file. */
  TrustManagerFactory trust() {
    return caFile.isEmpty() ? null : authorities(Path.of(caFile));
  }

  private static TrustManagerFactory authorities(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int n = 0;
      for (Certificate certificate : certificates) {
        store.setCertificateEntry("ca-" + n++, certificate);
      }
      if (n == 0) {
        throw refuse("ca_file", "a PEM file with a certificate; " + file + " has none", null);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      return trust;
    } catch (IOException | GeneralSecurityException e) {
      throw refuse("ca_file", "a readable PEM file; " + file + " is not", e);
    }
  }

  private static URI parse(String url) {
    try {
      URI uri = new URI(url);
      boolean scheme = PLAIN.equals(uri.getScheme()) || TLS.equals(uri.getScheme());
      boolean bare =
          uri.getUserInfo() == null
              && (uri.getPath() == null || uri.getPath().isEmpty() || uri.getPath().equals("/"));
      if (scheme && bare && uri.getHost() != null && uri.getPort() != 0 && uri.getPort() < 65_536) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw refuse("url", "mqtt://host:port or mqtts://host:port", e);
    }
    throw refuse("url", "mqtt://host:port or mqtts://host:port", null);
  }

  private static MilepostException refuse(String key, String allowed, Throwable cause) {
    return new MilepostException(
        FailureCode.CONFIGURATION, "mqtt." + key + " must be " + allowed, cause);
  }

  /** Never shows the password. */
  @Override
  public String toString() {
    return "MqttConfig[url=" + url + ", topic=" + topic + ", username=" + username + "]";
  }
}
