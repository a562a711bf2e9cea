package io.milepost.vehicle.receive;

import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.alert.EnvelopeView;
import io.milepost.protocol.alert.RejectReason;
import io.milepost.protocol.alert.Signer;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Ed25519 signatures of one RSU, checked once per event version: a copy with the bytes that were
 * checked before costs a comparison. A check costs hundreds of times a tag, so their number per
 * second is bounded: who has the HMAC key of one RSU can make the vehicle deaf to this RSU, but not
 * to the others. Bounded; not thread-safe.
 */
final class SignatureCheck {
  /** Versions remembered. */
  static final int MAX_REMEMBERED = 128;

  /** Checks at once, and per second from then on: as many datagrams as an RSU sends. */
  static final int CHECKS_PER_SECOND = 50;

  private final Map<Version, Verified> remembered =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Version, Verified> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  private final Pace pace = new Pace(CHECKS_PER_SECOND);
  private long checks;

  private record Version(String event, int version) {}

  private record Verified(Signer signer, byte[] body) {
    boolean isBodyOf(EnvelopeView view) {
      int from = view.bodyOffset();
      int to = from + view.bodyLength();
      return Arrays.equals(body, 0, body.length, view.array(), from, to);
    }
  }

  /**
   * Judges an alert whose tag was right.
   *
   * @param signers public keys of its RSU, at least one
   * @param now monotonic nanoseconds
   * @return null when one of them signed exactly this body
   */
  RejectReason check(
      List<Signer> signers, EnvelopeView view, AlertBody body, Instant utc, long now) {
    if (view.signatureLength() == 0) {
      return RejectReason.SIGNATURE;
    }
    Version version = new Version(body.event(), body.version());
    Verified before = remembered.get(version);
    if (before != null
        && before.isBodyOf(view)
        && before.signer().isValid(utc)
        && signers.contains(before.signer())) {
      return null;
    }
    for (Signer signer : signers) {
      if (!signer.isValid(utc)) {
        continue;
      }
      if (!pace.take(now)) {
        return RejectReason.CAPACITY;
      }
      checks++;
      if (signer.verifies(view)) {
        int from = view.bodyOffset();
        byte[] bytes = Arrays.copyOfRange(view.array(), from, from + view.bodyLength());
        remembered.put(version, new Verified(signer, bytes));
        return null;
      }
    }
    return RejectReason.SIGNATURE;
  }

  /** Signatures checked so far. */
  long checks() {
    return checks;
  }

  int remembered() {
    return remembered.size();
  }
}
