package io.milepost.rsu.perception.recorded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import io.milepost.rsu.perception.Detection;
import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.perception.ObjectClass;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Reads what {@link DetectionWriter} wrote. Also reads lines of {@code {"t": seconds, "dets":
 * [{"cls", "conf", "box": [x, y, w, h]}]}} without a header, when the picture size is given. A torn
 * last line, as a killed writer leaves it, ends the recording and is told. Not thread-safe.
 */
public final class DetectionReader implements AutoCloseable {
  private final Path file;
  private final BufferedReader in;
  private RecordingHeader header;
  private String ahead;
  private int line;
  private String problem;

  /**
   * Opens a recording.
   *
   * @param size width and height in pixels for recordings that do not say; null otherwise
   * @throws MilepostException BAD_REQUEST naming file and line when it is not one
   */
  public DetectionReader(Path file, int[] size) {
    this.file = file;
    try {
      InputStream bytes = Files.newInputStream(file);
      if (file.toString().endsWith(".gz")) {
        bytes = new ToTheTear(new GZIPInputStream(bytes));
      }
      in = new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw refuse("cannot be read", e);
    }
    try {
      begin(size);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void begin(int[] size) {
    ahead = readLine();
    if (ahead == null) {
      throw refuse("is empty", null);
    }
    JsonNode first = parse(ahead);
    if (first != null && first.has("milepost")) {
      header = header(first);
      ahead = null;
      return;
    }
    if (first == null || !first.has("t") || !first.has("dets")) {
      throw refuse(
          "line 1 is no recording of detections; make one with 'analyze VIDEO --record FILE'",
          null);
    }
    if (size == null) {
      throw refuse("does not say the size of its picture; give it with --size WxH", null);
    }
    String name = file.getFileName().toString();
    header = new RecordingHeader(RecordingHeader.FORMAT, name, size[0], size[1], "");
  }

  private RecordingHeader header(JsonNode first) {
    String format = first.path("milepost").asText();
    int width = first.path("width").asInt();
    int height = first.path("height").asInt();
    if (!format.equals(RecordingHeader.FORMAT)) {
      throw refuse("has format " + format + "; this version reads " + RecordingHeader.FORMAT, null);
    }
    if (width < 1 || height < 1 || width > 16_384 || height > 16_384) {
      throw refuse("line 1: width and height must be 1..16384", null);
    }
    return new RecordingHeader(
        format, first.path("camera").asText(), width, height, first.path("model").asText());
  }

  /** What the recording says of itself. */
  public RecordingHeader header() {
    return header;
  }

  /**
   * The next frame, null at the end.
   *
   * @throws MilepostException BAD_REQUEST naming file and line when a line in the middle is broken
   */
  public FrameDetections next() {
    String text = ahead == null ? readLine() : ahead;
    ahead = null;
    if (text == null) {
      return null;
    }
    JsonNode node = parse(text);
    if (node == null) {
      ahead = readLine();
      if (ahead == null) {
        problem = "its last line is torn";
        return null;
      }
      throw refuse("line " + (line - 1) + " is not JSON", null);
    }
    return frame(node);
  }

  private FrameDetections frame(JsonNode node) {
    boolean own = node.has("pts_us");
    if (!own && !node.has("t") || !node.path("dets").isArray()) {
      throw refuse("line " + line + " lacks pts_us or dets", null);
    }
    long micros = own ? node.get("pts_us").asLong() : Math.round(node.get("t").asDouble() * 1e6);
    long utc = own ? node.path("utc_ms").asLong() : micros / 1000;
    List<Detection> found = new ArrayList<>();
    for (JsonNode d : node.get("dets")) {
      found.add(own ? own(d) : foreign(d));
    }
    return new FrameDetections(
        header.camera(), micros, utc, header.width(), header.height(), found, 0, 0, 0, 0);
  }

  private Detection own(JsonNode d) {
    if (!d.isArray() || d.size() != 6) {
      throw refuse("line " + line + ": a detection must have six values", null);
    }
    return detection(d.get(0).asText(), d.get(1), d.get(2), d.get(3), d.get(4), d.get(5));
  }

  private Detection foreign(JsonNode d) {
    JsonNode b = d.path("box");
    if (b.size() != 4) {
      throw refuse("line " + line + ": a box must have four values", null);
    }
    return detection(
        d.path("cls").asText(), d.path("conf"), b.get(0), b.get(1), b.get(2), b.get(3));
  }

  private Detection detection(
      String label, JsonNode conf, JsonNode x, JsonNode y, JsonNode w, JsonNode h) {
    if (!conf.isNumber() || !x.isNumber() || !y.isNumber() || !w.isNumber() || !h.isNumber()) {
      throw refuse("line " + line + ": confidence and box must be numbers", null);
    }
    return new Detection(
        label,
        ObjectClass.of(label),
        conf.floatValue(),
        x.floatValue(),
        y.floatValue(),
        w.floatValue(),
        h.floatValue());
  }

  /** What is wrong with the end of the recording; empty when nothing is. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem).map(words -> "recording " + file + ": " + words);
  }

  private String readLine() {
    try {
      String text = in.readLine();
      while (text != null && text.isBlank()) {
        line++;
        text = in.readLine();
      }
      line++;
      return text;
    } catch (IOException e) {
      throw refuse("cannot be read", e);
    }
  }

  /** Null when it is not a JSON object. */
  private static JsonNode parse(String text) {
    try {
      JsonNode node = Json.mapper().readTree(text);
      return node != null && node.isObject() ? node : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private MilepostException refuse(String why, Throwable cause) {
    return new MilepostException(FailureCode.BAD_REQUEST, "recording " + file + " " + why, cause);
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw refuse("cannot be closed", e);
    }
  }

  /** Ends where a killed writer ended, in place of failing with all that was read before. */
  private final class ToTheTear extends FilterInputStream {
    private ToTheTear(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      throw new UnsupportedOperationException("read blocks");
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      try {
        return super.read(into, from, length);
      } catch (EOFException e) {
        problem = "its end is torn";
        return -1;
      }
    }
  }
}
