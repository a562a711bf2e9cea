package io.milepost.rsu.perception;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Set;

/**
 * What an ONNX file says of itself and ONNX Runtime's Java API does not pass on: operator set,
 * producer, precision of the weights. Walks over the protobuf fields of onnx.proto (ONNX 1.x)
 * without reading the weights; meant for files that ONNX Runtime has accepted.
 */
final class OnnxFile {
  /** How the weights are stored and computed with. */
  enum Precision {
    /** Single precision. */
    FP32,
    /** Half precision. */
    FP16,
    /** Quantised to bytes, in part at least. */
    INT8;

    /** Name for people and JSON. */
    String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Set<String> QUANTISED =
      Set.of(
          "QuantizeLinear",
          "DequantizeLinear",
          "DynamicQuantizeLinear",
          "QLinearConv",
          "QLinearMatMul",
          "ConvInteger",
          "MatMulInteger");
  private static final int FLOAT = 1;
  private static final int FLOAT16 = 10;

  private final ByteBuffer in;
  private String producer = "";
  private long opset;
  private long parameters;
  private long singles;
  private long halves;
  private boolean quantised;

  private OnnxFile(ByteBuffer in) {
    this.in = in;
  }

  /**
   * Reads a file.
   *
   * @throws IOException when it cannot be read or is no protobuf message
   */
  static OnnxFile read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      OnnxFile found =
          new OnnxFile(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
      found.model();
      return found;
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      throw new IOException("it is not an ONNX file", e);
    }
  }

  /** Program that wrote it, with its version; empty when not said. */
  String producer() {
    return producer.trim();
  }

  /** Version of the standard operators; 0 when not said. */
  long opset() {
    return opset;
  }

  /** Numbers in the weights. */
  long parameters() {
    return parameters;
  }

  Precision precision() {
    if (quantised) {
      return Precision.INT8;
    }
    return halves > singles ? Precision.FP16 : Precision.FP32;
  }

  private void model() {
    int end = in.limit();
    while (in.position() < end) {
      long tag = varint();
      switch ((int) (tag >>> 3)) {
        case 2 -> producer = text() + producer;
        case 3 -> producer = producer + " " + text();
        case 7 -> inside(this::graphField);
        case 8 -> operatorSet();
        default -> skip(tag);
      }
    }
  }

  private void operatorSet() {
    String[] domain = {""};
    long[] version = {0};
    inside(
        tag -> {
          switch ((int) (tag >>> 3)) {
            case 1 -> domain[0] = text();
            case 2 -> version[0] = varint();
            default -> skip(tag);
          }
        });
    if (domain[0].isEmpty() || domain[0].equals("ai.onnx")) {
      opset = version[0];
    }
  }

  private void graphField(long tag) {
    switch ((int) (tag >>> 3)) {
      case 1 -> inside(this::nodeField);
      case 5 -> tensor();
      default -> skip(tag);
    }
  }

  private void nodeField(long tag) {
    switch ((int) (tag >>> 3)) {
      case 4 -> quantised |= QUANTISED.contains(text());
      case 5 -> inside(this::attributeField);
      default -> skip(tag);
    }
  }

  private void attributeField(long tag) {
    switch ((int) (tag >>> 3)) {
      case 5 -> tensor();
      case 6 -> inside(this::graphField);
      default -> skip(tag);
    }
  }

  private void tensor() {
    long[] count = {1};
    long[] type = {0};
    inside(
        tag -> {
          switch ((int) (tag >>> 3)) {
            case 1 -> {
              if ((tag & 7) == 2) {
                inside(packed -> count[0] *= packed);
              } else {
                count[0] *= varint();
              }
            }
            case 2 -> type[0] = varint();
            default -> skip(tag);
          }
        });
    parameters += count[0];
    singles += type[0] == FLOAT ? count[0] : 0;
    halves += type[0] == FLOAT16 ? count[0] : 0;
  }

  /** Gets each tag of a length-delimited field, or each number of a packed one. */
  private interface Field {
    void at(long tag);
  }

  private void inside(Field field) {
    int end = end();
    while (in.position() < end) {
      field.at(varint());
    }
    in.position(end);
  }

  private int end() {
    long length = varint();
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("a field is longer than the file");
    }
    return in.position() + (int) length;
  }

  private String text() {
    int end = end();
    byte[] bytes = new byte[Math.min(end - in.position(), 1024)];
    in.get(bytes);
    in.position(end);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private void skip(long tag) {
    switch ((int) (tag & 7)) {
      case 0 -> varint();
      case 1 -> in.position(in.position() + 8);
      case 2 -> in.position(end());
      case 5 -> in.position(in.position() + 4);
      default -> throw new IllegalArgumentException("wire type " + (tag & 7));
    }
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number of more than ten bytes");
  }
}
