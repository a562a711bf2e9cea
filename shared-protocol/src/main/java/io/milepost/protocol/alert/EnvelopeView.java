package io.milepost.protocol.alert;

import static io.milepost.protocol.alert.EnvelopeWire.BODY_AFTER_SOURCE;
import static io.milepost.protocol.alert.EnvelopeWire.BODY_LENGTH_AFTER_SOURCE;
import static io.milepost.protocol.alert.EnvelopeWire.SIGNATURE_BYTES;
import static io.milepost.protocol.alert.EnvelopeWire.SOURCE;
import static io.milepost.protocol.alert.EnvelopeWire.TAG_BYTES;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A received datagram, read in place: nothing is copied or allocated until somebody asks for the
 * source or the body. Reusable, not thread-safe. All getters are meaningful only after {@link
 * #wrap} has returned null, and until the bytes change.
 */
public final class EnvelopeView {
  private final byte firstKind;
  private final byte lastKind;
  private byte[] bytes = new byte[0];
  private ByteBuffer buffer = ByteBuffer.wrap(bytes);
  private int length;
  private int sourceLength;
  private int afterSource;
  private int bodyLength;
  private int signatureLength;
  private boolean authenticated;

  /** A view of what RSUs send: alerts and heartbeats. */
  public EnvelopeView() {
    this(EnvelopeWire.KIND_ALERT, EnvelopeWire.KIND_HEARTBEAT);
  }

  private EnvelopeView(byte firstKind, byte lastKind) {
    this.firstKind = firstKind;
    this.lastKind = lastKind;
  }

  /** A view of what vehicles send: hellos. */
  public static EnvelopeView ofHellos() {
    return new EnvelopeView(EnvelopeWire.KIND_HELLO, EnvelopeWire.KIND_HELLO);
  }

  /**
   * Looks at a datagram. Never throws, whatever the bytes are.
   *
   * @param datagram array that starts with the datagram
   * @param size bytes of the datagram
   * @return null when the layout is that of version 1, otherwise the first thing that is wrong
   */
  public RejectReason wrap(byte[] datagram, int size) {
    if (bytes != datagram) {
      bytes = datagram;
      buffer = ByteBuffer.wrap(datagram);
    }
    length = size;
    if (size < SOURCE || size > EnvelopeWire.MAX_DATAGRAM || size > datagram.length) {
      return RejectReason.LENGTH;
    }
    RejectReason fixed = checkFixedPart();
    return fixed != null ? fixed : checkLengths();
  }

  private RejectReason checkFixedPart() {
    if (buffer.getShort(EnvelopeWire.MAGIC_OFFSET) != EnvelopeWire.MAGIC) {
      return RejectReason.MAGIC;
    }
    if (bytes[EnvelopeWire.VERSION_OFFSET] != EnvelopeWire.VERSION) {
      return RejectReason.VERSION;
    }
    byte kind = bytes[EnvelopeWire.KIND_OFFSET];
    if (kind < firstKind || kind > lastKind) {
      return RejectReason.KIND;
    }
    byte auth = bytes[EnvelopeWire.AUTH_OFFSET];
    if (auth != EnvelopeWire.AUTH_NONE && auth != EnvelopeWire.AUTH_HMAC) {
      return RejectReason.AUTH;
    }
    authenticated = auth == EnvelopeWire.AUTH_HMAC;
    sourceLength = bytes[EnvelopeWire.SOURCE_LENGTH_OFFSET] & 0xFF;
    return sourceLength < 1 || sourceLength > EnvelopeWire.MAX_SOURCE ? RejectReason.SOURCE : null;
  }

  private RejectReason checkLengths() {
    afterSource = SOURCE + sourceLength;
    int body = afterSource + BODY_AFTER_SOURCE;
    if (length < body) {
      return RejectReason.LENGTH;
    }
    bodyLength = buffer.getShort(afterSource + BODY_LENGTH_AFTER_SOURCE) & 0xFFFF;
    if (length < body + bodyLength + 1) {
      return RejectReason.LENGTH;
    }
    signatureLength = bytes[body + bodyLength] & 0xFF;
    boolean signatureFits = signatureLength == 0 || signatureLength == SIGNATURE_BYTES;
    int expected = body + bodyLength + 1 + signatureLength + (authenticated ? TAG_BYTES : 0);
    if (!signatureFits || length != expected) {
      return RejectReason.LENGTH;
    }
    for (int i = SOURCE; i < afterSource; i++) {
      if ((bytes[i] >= 0 && bytes[i] < ' ') || bytes[i] == 0x7F || bytes[i] == '/') {
        return RejectReason.SOURCE;
      }
    }
    return sequence() == 0 || epoch() == 0 || sentAt() < 0 ? RejectReason.HEADER : null;
  }

  /** One of the kinds that this view is for. */
  public byte kind() {
    return bytes[EnvelopeWire.KIND_OFFSET];
  }

  /** Whether the datagram carries a tag; says nothing about whether the tag is right. */
  public boolean authenticated() {
    return authenticated;
  }

  /** Key id, 0..255. */
  public int keyId() {
    return bytes[EnvelopeWire.KEY_OFFSET] & 0xFF;
  }

  /** Boot number of the sender. */
  public long epoch() {
    return buffer.getInt(afterSource + EnvelopeWire.EPOCH_AFTER_SOURCE) & EnvelopeWire.MAX_U32;
  }

  /** Number of the datagram within its epoch. */
  public long sequence() {
    return buffer.getInt(afterSource + EnvelopeWire.SEQUENCE_AFTER_SOURCE) & EnvelopeWire.MAX_U32;
  }

  /** UTC milliseconds of sending, on the sender's clock. */
  public long sentAt() {
    return buffer.getLong(afterSource + EnvelopeWire.SENT_AT_AFTER_SOURCE);
  }

  /** Whether the source is exactly these bytes. */
  public boolean sourceIs(byte[] utf8) {
    return Arrays.equals(utf8, 0, utf8.length, bytes, SOURCE, afterSource);
  }

  /** The sender's id, or null when it is not UTF-8. */
  public String source() {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, SOURCE, sourceLength))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** Bytes of the source; it starts at {@link EnvelopeWire#SOURCE} of {@link #array()}. */
  public int sourceLength() {
    return sourceLength;
  }

  /** Array that holds the body. */
  public byte[] array() {
    return bytes;
  }

  /** Where the body starts in {@link #array()}. */
  public int bodyOffset() {
    return afterSource + BODY_AFTER_SOURCE;
  }

  /** Bytes of the body. */
  public int bodyLength() {
    return bodyLength;
  }

  /** Bytes of the signature, 0 or 64; it starts one byte after the body's end. */
  public int signatureLength() {
    return signatureLength;
  }

  /** Bytes covered by the tag, which follows them. */
  public int authenticatedLength() {
    return length - (authenticated ? TAG_BYTES : 0);
  }
}
