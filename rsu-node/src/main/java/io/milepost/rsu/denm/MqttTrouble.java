package io.milepost.rsu.denm;

import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** Sentences about a broker that does not do as it should. */
final class MqttTrouble {
  private static final Pattern SYSTEM_CALL =
      Pattern.compile("^\\S+ failed with error\\(-?\\d+\\): ");

  private MqttTrouble() {}

  static String sentence(MqttConfig config, Throwable cause) {
    if (cause instanceof Mqtt5ConnAckException answer) {
      return refusal(config, answer.getMqttMessage().getReasonCode());
    }
    Throwable root = cause;
    while (root != null && root.getCause() != null && root.getCause() != root) {
      if (root instanceof SSLException) {
        break;
      }
      root = root.getCause();
    }
    String words = words(root);
    if (root instanceof SSLException) {
      return "no trusted TLS connection to the MQTT broker at "
          + config.address()
          + " ("
          + words
          + "); check mqtt.ca_file and the broker's certificate";
    }
    return "DENMs do not reach the MQTT broker at "
        + config.address()
        + " ("
        + words
        + "); trying again";
  }

  /** Netty puts the system call before the system's words. */
  private static String words(Throwable cause) {
    return cause == null || cause.getMessage() == null
        ? "no answer"
        : SYSTEM_CALL.matcher(cause.getMessage().trim()).replaceFirst("");
  }

  private static String refusal(MqttConfig config, Mqtt5ConnAckReasonCode code) {
    String broker = "the MQTT broker at " + config.address();
    return switch (code) {
      case BAD_USER_NAME_OR_PASSWORD, NOT_AUTHORIZED ->
          config.username().isEmpty()
              ? broker + " wants a user name; set mqtt.username and mqtt.password"
              : broker
                  + " refuses user '"
                  + config.username()
                  + "' or the password; check mqtt.username and mqtt.password";
      case UNSUPPORTED_PROTOCOL_VERSION -> broker + " does not speak MQTT 5";
      default -> broker + " refuses the connection (" + code + "); trying again";
    };
  }

  static String refusal(MqttConfig config, String topic, Mqtt5PubAckReasonCode code) {
    return "the MQTT broker at "
        + config.address()
        + " refuses DENMs at topic "
        + topic
        + " ("
        + code
        + "); allow this client to write there";
  }
}
