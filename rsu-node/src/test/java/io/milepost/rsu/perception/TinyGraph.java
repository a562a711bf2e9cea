package io.milepost.rsu.perception;

import ai.onnxruntime.platform.Fp16Conversions;
import io.milepost.rsu.perception.TinyOnnx.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes ONNX files of any inputs, nodes and outputs. Field numbers are those of onnx.proto. */
final class TinyGraph {
  static final int FLOAT = 1;
  static final int UINT8 = 2;
  static final int INT64 = 7;
  static final int FLOAT16 = 10;
  private static final int INT_ATTRIBUTE = 2;

  private final Message graph = new Message();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  /** An input; a side of -1 is left open. */
  TinyGraph input(String name, int type, long... sides) {
    graph.message(11, value(name, type, sides));
    return this;
  }

  /** An output; a side of -1 is left open. */
  TinyGraph output(String name, int type, long... sides) {
    graph.message(12, value(name, type, sides));
    return this;
  }

  /** A constant, stored as the type asks for. */
  TinyGraph constant(String name, int type, float[] values, long... sides) {
    ByteBuffer raw = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      switch (type) {
        case FLOAT -> raw.putFloat(value);
        case FLOAT16 -> raw.putShort(Fp16Conversions.floatToFp16(value));
        case INT64 -> raw.putLong((long) value);
        default -> raw.put((byte) value);
      }
    }
    byte[] bytes = new byte[raw.flip().limit()];
    raw.get(bytes);
    Message tensor = new Message();
    for (long side : sides) {
      tensor.number(1, side);
    }
    graph.message(5, tensor.number(2, type).text(8, name).raw(9, bytes));
    return this;
  }

  /** A node with one output and, when a name is given, one whole-number attribute. */
  TinyGraph node(String op, List<String> in, String out, String attribute, long number) {
    Message node = new Message();
    in.forEach(name -> node.text(1, name));
    node.text(2, out).text(4, op);
    if (attribute != null) {
      node.message(5, new Message().text(1, attribute).number(3, number).number(20, INT_ATTRIBUTE));
    }
    graph.message(1, node);
    return this;
  }

  TinyGraph node(String op, List<String> in, String out) {
    return node(op, in, out, null, 0);
  }

  /** An output that is always a table of zeros. */
  TinyGraph same(int rows, int columns) {
    return constant("table", FLOAT, new float[rows * columns], 1, rows, columns)
        .node("Identity", List.of("table"), "output")
        .output("output", FLOAT, 1, rows, columns);
  }

  TinyGraph metadata(String key, String value) {
    metadata.put(key, value);
    return this;
  }

  Path write(Path file) throws IOException {
    graph.text(2, "tiny");
    Message model = new Message().number(1, 8).text(2, "by hand").text(3, "1.0").message(7, graph);
    model.message(8, new Message().text(1, "").number(2, 13));
    metadata.forEach((key, value) -> model.message(14, new Message().text(1, key).text(2, value)));
    return Files.write(file, model.bytes());
  }

  private static Message value(String name, int type, long... sides) {
    Message dims = new Message();
    for (long side : sides) {
      dims.message(1, side < 0 ? new Message().text(2, "open") : new Message().number(1, side));
    }
    Message tensor = new Message().number(1, type).message(2, dims);
    return new Message().text(1, name).message(2, new Message().message(1, tensor));
  }
}
