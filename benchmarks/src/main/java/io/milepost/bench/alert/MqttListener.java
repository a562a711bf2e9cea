package io.milepost.bench.alert;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** Subscribes at QoS 0. */
final class MqttListener implements AutoCloseable {
  private static final int WAIT_SECONDS = 10;

  private final Mqtt5AsyncClient client;

  MqttListener(int port, LongConsumer sentAt) {
    client = MqttClient.builder().useMqttVersion5().serverPort(port).buildAsync();
    client.toBlocking().connect();
    client
        .subscribeWith()
        .topicFilter(MqttTalker.TOPIC)
        .qos(MqttQos.AT_MOST_ONCE)
        .callback(message -> sentAt.accept(time(message)))
        .send()
        .orTimeout(WAIT_SECONDS, TimeUnit.SECONDS)
        .join();
  }

  private static long time(Mqtt5Publish message) {
    return ByteBuffer.wrap(message.getPayloadAsBytes()).getLong(0);
  }

  @Override
  public void close() {
    client.toBlocking().disconnect();
  }
}
