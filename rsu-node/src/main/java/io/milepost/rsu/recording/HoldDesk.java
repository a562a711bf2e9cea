package io.milepost.rsu.recording;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.message.HoldList;
import io.milepost.protocol.message.HoldOrder;
import io.milepost.rsu.recording.Pins.Kind;
import io.milepost.rsu.recording.Pins.Pin;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets and releases pins and legal holds in the name of people, each with a reason that is written
 * down. Thread-safe; blocks for the disk.
 */
public final class HoldDesk {
  private static final Logger LOG = LoggerFactory.getLogger(HoldDesk.class);
  private static final long LONGEST_MILLIS = Duration.ofDays(31).toMillis();
  private static final int LONGEST_REASON = 500;

  private final String node;
  private final RecordingStore store;
  private final Clock clock;
  private final Journal journal;

  /** Writes down what people did. */
  @FunctionalInterface
  public interface Journal {
    /**
     * Somebody did it.
     *
     * @param action {@code hold.set} or {@code hold.release}
     * @param hold what is concerned
     */
    void wrote(String action, String by, String reason, HoldList.Hold hold);
  }

  /**
   * The desk of a node.
   *
   * @param node this node's id
   */
  public HoldDesk(String node, RecordingStore store, Clock clock, Journal journal) {
    this.node = node;
    this.store = store;
    this.clock = clock;
    this.journal = journal;
  }

  /**
   * Does what is ordered.
   *
   * @throws MilepostException BAD_REQUEST when the order makes no sense; NOT_FOUND when there is no
   *     such hold, or nothing recorded to hold; FORBIDDEN when it is a legal hold and the caller
   *     may not lift one
   */
  public HoldList answer(HoldOrder order) {
    return switch (order.action()) {
      case LIST -> new HoldList(store.pins().list().stream().map(this::told).toList());
      case SET -> new HoldList(List.of(set(order)));
      case RELEASE -> new HoldList(List.of(release(order)));
    };
  }

  private HoldList.Hold set(HoldOrder order) {
    String reason = reason(order);
    long length = order.toMillis() - order.fromMillis();
    if (order.fromMillis() < 0 || length <= 0 || length > LONGEST_MILLIS) {
      throw refuse("what is held must end after its beginning and last 31 days at most");
    }
    if (!order.legal() && order.untilMillis() != 0 && order.untilMillis() <= clock.millis()) {
      throw refuse("until must lie in the future; leave it out to hold until it is released");
    }
    long from = order.fromMillis() * 1000;
    long to = order.toMillis() * 1000;
    boolean comes = store.existing(order.camera()) != null && order.toMillis() > clock.millis();
    if (!comes && !store.holdings().isAnyKept(order.camera(), from, to)) {
      throw new MilepostException(
          FailureCode.NOT_FOUND,
          "there is nothing to hold: nothing is kept here of camera "
              + order.camera()
              + " at that time");
    }
    String id = "hold-" + UUID.randomUUID();
    Kind kind = order.legal() ? Kind.HOLD : Kind.PIN;
    store.pins().pin(id, order.camera(), from, to, kind, reason, order.by(), order.untilMillis());
    return done("hold.set", order, reason, store.pins().find(id).orElseThrow());
  }

  private HoldList.Hold release(HoldOrder order) {
    String reason = reason(order);
    Pin pin =
        store
            .pins()
            .find(order.id())
            .orElseThrow(
                () ->
                    new MilepostException(FailureCode.NOT_FOUND, "there is no hold " + order.id()));
    if (pin.kind() == Kind.PIN) {
      store.pins().release(pin.id());
    } else if (order.legal()) {
      store.pins().lift(pin.id(), order.by(), reason);
    } else {
      throw new MilepostException(
          FailureCode.FORBIDDEN, pin.id() + " is a legal hold; only an administrator can lift it");
    }
    return done("hold.release", order, reason, pin);
  }

  private HoldList.Hold done(String action, HoldOrder order, String reason, Pin pin) {
    HoldList.Hold told = told(pin);
    LOG.info(
        "{} id={} camera={} from={} to={} kind={} by={} reason=\"{}\"",
        action,
        told.id(),
        told.camera(),
        told.from(),
        told.to(),
        told.kind(),
        order.by(),
        reason);
    journal.wrote(action, order.by(), reason, told);
    return told;
  }

  private static String reason(HoldOrder order) {
    String reason = order.reason() == null ? "" : order.reason().strip();
    if (reason.isEmpty() || reason.length() > LONGEST_REASON) {
      throw refuse("reason is missing: one sentence, at most " + LONGEST_REASON + " characters");
    }
    return reason.replaceAll("\\p{Cntrl}+", " ");
  }

  private HoldList.Hold told(Pin pin) {
    return new HoldList.Hold(
        pin.id(),
        node,
        pin.camera(),
        Math.floorDiv(pin.fromMicros(), 1000),
        Math.floorDiv(pin.toMicros(), 1000),
        pin.kind().name().toLowerCase(Locale.ROOT),
        pin.reason(),
        pin.by(),
        pin.madeMillis(),
        pin.untilMillis() == 0 ? null : pin.untilMillis());
  }

  private static MilepostException refuse(String sentence) {
    return new MilepostException(FailureCode.BAD_REQUEST, sentence);
  }
}
