package io.milepost.bench.alert;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import java.nio.ByteBuffer;

/** Publishes at QoS 0: the fastest that MQTT offers. */
final class MqttTalker implements Talker {
  /** Topic of the comparison. */
  static final String TOPIC = "milepost/bench";

  private final Mqtt5AsyncClient client;

  MqttTalker(int port) {
    client = MqttClient.builder().useMqttVersion5().serverPort(port).buildAsync();
    client.toBlocking().connect();
  }

  @Override
  public void tell(int i) {
    byte[] payload = new byte[Route.BYTES];
    ByteBuffer.wrap(payload).putLong(0, System.nanoTime());
    client.publishWith().topic(TOPIC).qos(MqttQos.AT_MOST_ONCE).payload(payload).send();
  }

  @Override
  public void close() {
    client.toBlocking().disconnect();
  }
}
