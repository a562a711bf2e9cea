package io.milepost.protocol.alert;

import java.util.Locale;

/**
 * Why a datagram was not believed, in the order in which receivers check. The name in lower case is
 * the value of the counter's {@code reason} label.
 */
public enum RejectReason {
  /** Shorter or longer than its own fields say, or above {@link EnvelopeWire#MAX_DATAGRAM}. */
  LENGTH,
  /** Not ours at all. */
  MAGIC,
  /** A protocol version that this receiver does not speak. */
  VERSION,
  /** Not a kind that this receiver is for. */
  KIND,
  /** An unknown way of authentication. */
  AUTH,
  /** The sender's id is empty, too long, not UTF-8 or has characters that ids must not have. */
  SOURCE,
  /** Epoch, sequence number or time of sending out of range. */
  HEADER,
  /** No valid key with this id. */
  KEY,
  /** No authentication, and this receiver insists on it. */
  UNSIGNED,
  /** No authentication although this sender has been heard with it. */
  DOWNGRADE,
  /** From an earlier boot of the sender. */
  EPOCH,
  /** A sequence number that was used before or has left the window. */
  REPLAY,
  /**
   * As {@link #REPLAY}, but the number is remembered and the datagram claims to be fresh: the
   * second copy that came by another group, interface or by unicast.
   */
  DUPLICATE,
  /** The tag does not fit the bytes. */
  TAG,
  /** Sent too long ago. */
  STALE,
  /** Sent in the future. */
  FUTURE,
  /** Body is no JSON, lacks a field or has one out of range. */
  SCHEMA,
  /** An alert that names another RSU's event. */
  FOREIGN,
  /** The RSU has a signer, and the alert no signature of it that fits. */
  SIGNATURE,
  /** An older version than the one already known. */
  OUTDATED,
  /** An alert whose cancel has already been heard. */
  CANCELLED,
  /** A bound is reached: a table, signature checks, or datagrams without a tag beside keys. */
  CAPACITY;

  private final String code = name().toLowerCase(Locale.ROOT);

  /** Counter label, for example {@code replay}. */
  public String code() {
    return code;
  }
}
