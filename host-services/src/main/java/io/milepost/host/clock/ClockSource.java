package io.milepost.host.clock;

import java.util.Optional;

/** Somebody who knows how far this machine's clock can be trusted. */
interface ClockSource {
  /** What it says now; empty when it is not there. Blocks for some seconds at most. */
  Optional<ClockReading> read();
}
