package io.milepost.rsu.perception;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
  private static final int MAX_TEXT = 1024;
  private static final int FLOAT = 1;
  private static final int FLOAT16 = 10;

  private final InputStream in;
  private final long size;
  private long at;
  private String producer = "";
  private long opset;
  private long parameters;
  private long singles;
  private long halves;
  private boolean quantised;

  private OnnxFile(InputStream in, long size) {
    this.in = in;
    this.size = size;
  }

  /**
   * Reads a file.
   *
   * @throws IOException when it cannot be read or is no protobuf message
   */
  static OnnxFile read(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      OnnxFile found = new OnnxFile(in, Files.size(file));
      found.model();
      return found;
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

  private void model() throws IOException {
    while (at < size) {
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

  private void operatorSet() throws IOException {
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

  private void graphField(long tag) throws IOException {
    switch ((int) (tag >>> 3)) {
      case 1 -> inside(this::nodeField);
      case 5 -> tensor();
      default -> skip(tag);
    }
  }

  private void nodeField(long tag) throws IOException {
    switch ((int) (tag >>> 3)) {
      case 4 -> quantised |= QUANTISED.contains(text());
      case 5 -> inside(this::attributeField);
      default -> skip(tag);
    }
  }

  private void attributeField(long tag) throws IOException {
    switch ((int) (tag >>> 3)) {
      case 5 -> tensor();
      case 6 -> inside(this::graphField);
      default -> skip(tag);
    }
  }

  private void tensor() throws IOException {
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
    void at(long tag) throws IOException;
  }

  private void inside(Field field) throws IOException {
    long end = end();
    while (at < end) {
      field.at(varint());
    }
    if (at != end) {
      throw new IOException("it is not an ONNX file: a field ends inside another");
    }
  }

  private long end() throws IOException {
    long length = varint();
    if (length < 0 || length > size - at) {
      throw new IOException("it is not an ONNX file: a field is longer than the file");
    }
    return at + length;
  }

  private String text() throws IOException {
    long end = end();
    byte[] bytes = in.readNBytes((int) Math.min(end - at, MAX_TEXT));
    at += bytes.length;
    jump(end - at);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private void skip(long tag) throws IOException {
    switch ((int) (tag & 7)) {
      case 0 -> varint();
      case 1 -> jump(8);
      case 2 -> jump(end() - at);
      case 5 -> jump(4);
      default -> throw new IOException("it is not an ONNX file: wire type " + (tag & 7));
    }
  }

  private void jump(long bytes) throws IOException {
    in.skipNBytes(bytes);
    at += bytes;
  }

  private long varint() throws IOException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("it is not an ONNX file: it ends inside a number");
      }
      at++;
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new IOException("it is not an ONNX file: a number of more than ten bytes");
  }
}
