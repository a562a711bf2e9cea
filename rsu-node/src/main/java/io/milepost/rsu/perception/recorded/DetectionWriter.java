package io.milepost.rsu.perception.recorded;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import io.milepost.rsu.perception.Detection;
import io.milepost.rsu.perception.FrameDetections;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/**
 * Writes detections as lines of JSON: a {@link RecordingHeader}, then one object a frame: {@code
 * {"pts_us":200000,"utc_ms":0,"dets":[["car",0.83,12.5,40.0,61.2,33.0]]}} with label, confidence
 * and x, y, w, h in source pixels. Not thread-safe.
 */
public final class DetectionWriter implements AutoCloseable {
  private final Path file;
  private final String model;
  private final Writer out;
  private JsonGenerator json;

  /**
   * Opens a file, replacing what is there; one that ends in .gz is compressed.
   *
   * @param model SHA-256 of the model, empty when unknown
   * @throws MilepostException BAD_REQUEST when it cannot be written
   */
  public DetectionWriter(Path file, String model) {
    this.file = file;
    this.model = model;
    try {
      OutputStream bytes = Files.newOutputStream(file);
      if (file.toString().endsWith(".gz")) {
        // Flushing must reach the file: a killed process loses what came since.
        bytes = new GZIPOutputStream(bytes, 8192, true);
      }
      out = new BufferedWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * Adds a frame; the first one decides camera and size of the recording.
   *
   * @throws MilepostException BAD_REQUEST when it cannot be written
   */
  public void write(FrameDetections frame) {
    try {
      if (json == null) {
        out.write(Json.write(header(frame)));
        json = new JsonFactory().createGenerator(out);
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        json.setRootValueSeparator(null);
      }
      json.writeRaw('\n');
      json.writeStartObject();
      json.writeNumberField("pts_us", frame.ptsMicros());
      json.writeNumberField("utc_ms", frame.utcMillis());
      json.writeArrayFieldStart("dets");
      for (Detection d : frame.detections()) {
        json.writeStartArray();
        json.writeString(d.label());
        number(d.confidence(), 1000);
        number(d.x(), 10);
        number(d.y(), 10);
        number(d.w(), 10);
        number(d.h(), 10);
        json.writeEndArray();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Hands everything written so far to the operating system. */
  public void flush() {
    try {
      if (json != null) {
        json.flush();
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private RecordingHeader header(FrameDetections frame) {
    return new RecordingHeader(
        RecordingHeader.FORMAT, frame.camera(), frame.width(), frame.height(), model);
  }

  private void number(double value, int parts) throws IOException {
    json.writeNumber(Math.round(value * parts) / (double) parts);
  }

  @Override
  public void close() {
    try (out) {
      if (json != null) {
        json.writeRaw('\n');
        json.close();
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private MilepostException failed(IOException e) {
    return new MilepostException(
        FailureCode.BAD_REQUEST, "detections cannot be written to " + file, e);
  }
}
