package io.milepost.rsu.perception;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes an ONNX file whose graph answers every picture with the same table. Field numbers are
 * those of onnx.proto (ONNX 1.x).
 */
final class TinyOnnx {
  /** Input side used by most tests: 16 + 4 + 1 anchors. */
  static final int SIDE = 32;

  static final int ANCHORS = 21;

  private final int width;
  private final int height;
  private final long[] shape;
  private final float[] table;
  private final Map<String, String> metadata = new LinkedHashMap<>();

  TinyOnnx(int width, int height, long[] shape, float[] table) {
    this.width = width;
    this.height = height;
    this.shape = shape;
    this.table = table;
  }

  TinyOnnx metadata(String key, String value) {
    metadata.put(key, value);
    return this;
  }

  Path write(Path file) throws IOException {
    Message model = new Message().number(1, 8).message(7, graph());
    model.message(8, new Message().text(1, "").number(2, 13));
    metadata.forEach((key, value) -> model.message(14, new Message().text(1, key).text(2, value)));
    return Files.write(file, model.bytes());
  }

  private Message graph() {
    ByteBuffer raw = ByteBuffer.allocate(4 * table.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(table);
    Message tensor = new Message();
    for (long side : shape) {
      tensor.number(1, side);
    }
    tensor.number(2, 1).text(8, "table").raw(9, raw.array());
    Message node = new Message().text(1, "table").text(2, "output").text(4, "Identity");
    return new Message()
        .message(1, node)
        .text(2, "tiny")
        .message(5, tensor)
        .message(11, value("images", 1, 3, height, width))
        .message(12, value("output", shape));
  }

  private static Message value(String name, long... sides) {
    Message dims = new Message();
    for (long side : sides) {
      dims.message(1, new Message().number(1, side));
    }
    Message tensor = new Message().number(1, 1).message(2, dims);
    return new Message().text(1, name).message(2, new Message().message(1, tensor));
  }

  /** A protobuf message under construction. */
  static final class Message {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private void varint(long value) {
      long rest = value;
      while ((rest & ~0x7fL) != 0) {
        out.write((int) (rest & 0x7f | 0x80));
        rest >>>= 7;
      }
      out.write((int) rest);
    }

    Message number(int field, long value) {
      varint((long) field << 3);
      varint(value);
      return this;
    }

    Message raw(int field, byte[] bytes) {
      varint((long) field << 3 | 2);
      varint(bytes.length);
      out.writeBytes(bytes);
      return this;
    }

    Message text(int field, String value) {
      return raw(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Message message(int field, Message value) {
      return raw(field, value.bytes());
    }

    byte[] bytes() {
      return out.toByteArray();
    }
  }
}
