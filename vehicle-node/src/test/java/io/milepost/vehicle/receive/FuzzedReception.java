package io.milepost.vehicle.receive;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.alert.RejectReason;
import io.milepost.vehicle.event.VehicleEvent;
import io.milepost.vehicle.policy.Policy;
import java.time.Duration;
import java.util.function.Consumer;

/** A receiver without a socket whose clock is moved by hand. */
public final class FuzzedReception {
  private final Reception reception;
  private long utc = 1_795_163_556_000L;
  private long nanos;

  /** Nothing heard yet. */
  public FuzzedReception(KeyRing keys) {
    this(keys, event -> {});
  }

  /** Nothing heard yet; events go to {@code out}. */
  public FuzzedReception(KeyRing keys, Consumer<VehicleEvent> out) {
    reception =
        new Reception(
            new Reception.Settings(() -> keys, false, Duration.ofSeconds(5), null),
            Policy.standard(),
            new EpochFloors(null),
            new ReceiverMetrics(new SimpleMeterRegistry()),
            out,
            () -> nanos);
  }

  /** Delivers at a time of its own. */
  public RejectReason deliver(byte[] bytes, long atUtc) {
    nanos += Math.max(0, atUtc - utc) * 1_000_000;
    utc = atUtc;
    return deliver(bytes);
  }

  /** Delivers now. */
  public RejectReason deliver(byte[] bytes) {
    return reception.onDatagram(bytes, bytes.length, nanos, utc);
  }

  /** Lets time pass. */
  public void pass(long millis) {
    utc += millis;
    nanos += millis * 1_000_000;
    reception.onTick(nanos, utc);
  }

  /** The vehicle's clock, milliseconds. */
  public long utc() {
    return utc;
  }

  /** What it knows. */
  public VehicleState state() {
    return reception.state(nanos);
  }
}
