package io.milepost.vehicle.receive;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.alert.LiveKeys;
import io.milepost.rsu.broadcast.StampingTalker;
import io.milepost.vehicle.event.VehicleEvent;
import io.milepost.vehicle.policy.Policy;
import java.time.Duration;
import java.util.List;
import java.util.function.LongConsumer;

/** The real receiver; an alert counts as heard when the vehicle has decided. */
public final class ReceiverListener implements AutoCloseable {
  private final AlertReceiver receiver;

  /** Listens at once. */
  public ReceiverListener(int port, LongConsumer sentAt) {
    LiveKeys keys = LiveKeys.of(KeyRing.ofCommandLine("bench-key-bench-key-bench-key"));
    receiver =
        new AlertReceiver(
            new AlertReceiver.Config(
                "239.20.77.77",
                port,
                List.of("lo"),
                keys,
                true,
                Duration.ofSeconds(5),
                null,
                null,
                NetworkConfig.defaults()),
            Policy.standard(),
            new SimpleMeterRegistry(),
            event -> {
              if (event.kind() == VehicleEvent.Kind.RECV) {
                sentAt.accept(StampingTalker.sentAt(event.body().detectedAt()));
              }
            });
    receiver.start();
  }

  @Override
  public void close() {
    receiver.close();
  }
}
