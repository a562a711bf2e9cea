package io.milepost.protocol.bus;

import io.milepost.protocol.json.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;

/**
 * Codec of an immutable record: the same instance for local delivery, length-prefixed CBOR between
 * nodes. The name carries the layout's version, so a new layout is a new codec beside the old one.
 */
public final class RecordCodec<T extends Record> implements MessageCodec<T, T> {
  private final Class<T> type;
  private final String name;

  private RecordCodec(Class<T> type, int version) {
    this.type = type;
    this.name = "milepost." + type.getSimpleName() + ".v" + version;
  }

  /** Registers a record class, on every node and before its first use. */
  public static <T extends Record> void register(EventBus bus, Class<T> type) {
    bus.registerDefaultCodec(type, new RecordCodec<>(type, 1));
  }

  @Override
  public void encodeToWire(Buffer buffer, T message) {
    byte[] cbor = Json.writeCbor(message);
    buffer.appendInt(cbor.length).appendBytes(cbor);
  }

  @Override
  public T decodeFromWire(int position, Buffer buffer) {
    int length = buffer.getInt(position);
    return Json.readCbor(
        buffer.getBytes(position + Integer.BYTES, position + Integer.BYTES + length), type);
  }

  @Override
  public T transform(T message) {
    return message;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
