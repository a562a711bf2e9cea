package io.milepost.vehicle.fuzz;

import io.milepost.protocol.alert.Authenticator;
import io.milepost.protocol.alert.Envelope;
import io.milepost.protocol.alert.EnvelopeView;
import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.alert.KeyRing;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;

/** Any bytes as a datagram: what is accepted is exactly what the encoder would have written. */
public final class EnvelopeFuzz {
  private EnvelopeFuzz() {}

  /** One input. */
  public static void fuzzerTestOneInput(byte[] data) {
    EnvelopeView view = new EnvelopeView();
    if (view.wrap(data, data.length) != null) {
      return;
    }
    String source = view.source();
    if (source == null) {
      return;
    }
    int end = view.bodyOffset() + view.bodyLength();
    Envelope envelope =
        new Envelope(
            view.kind(),
            source,
            view.epoch(),
            view.sequence(),
            view.sentAt(),
            Arrays.copyOfRange(data, view.bodyOffset(), end),
            Arrays.copyOfRange(data, end + 1, end + 1 + view.signatureLength()));
    KeyRing.Key key = new KeyRing.Key(view.keyId(), new byte[16], Instant.MIN, Instant.MAX);
    ByteBuffer out = ByteBuffer.allocate(EnvelopeWire.MAX_DATAGRAM);
    EnvelopeWire.encode(envelope, view.authenticated() ? new Authenticator(key) : null, out);
    byte[] written = Arrays.copyOf(out.array(), out.limit());
    byte[] expected = data.clone();
    if (view.authenticated()) {
      // The tag is of another key.
      Arrays.fill(expected, view.authenticatedLength(), expected.length, (byte) 0);
      Arrays.fill(written, view.authenticatedLength(), written.length, (byte) 0);
    } else {
      // Without a tag the key id says nothing; the encoder writes 0.
      expected[EnvelopeWire.KEY_OFFSET] = 0;
    }
    Fuzz.require(Arrays.equals(written, expected), "is not what the encoder writes");
    Fuzz.require(view.wrap(data, data.length - 1) != null, "a byte less is accepted too");
  }
}
