package io.milepost.simulator.truth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.milepost.simulator.scene.Box;
import io.milepost.simulator.scene.Incident;
import io.milepost.simulator.scene.PinholeCamera;
import io.milepost.simulator.scene.Scene;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Writes the truth of a scene as one JSON object: seed, scenario, width, height, fps, light,
 * camera, incidents, frames. Pixels and metres are rounded to hundredths. Not thread-safe.
 */
public final class TruthWriter implements AutoCloseable {
  private final JsonGenerator json;
  private final Truth truth = new Truth();

  /** Writes everything that is known before the first frame. */
  public TruthWriter(OutputStream out, Scene scene) throws IOException {
    json = new JsonFactory().createGenerator(out);
    json.writeStartObject();
    json.writeNumberField("seed", scene.spec().seed());
    json.writeStringField("scenario", scene.spec().scenario().id());
    json.writeNumberField("width", scene.spec().width());
    json.writeNumberField("height", scene.spec().height());
    json.writeNumberField("fps", scene.spec().fps());
    json.writeStringField("light", scene.light().id());
    camera(scene.stillView().camera());
    json.writeArrayFieldStart("incidents");
    for (Incident incident : scene.incidents()) {
      incident(incident);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("frames");
  }

  private void camera(PinholeCamera camera) throws IOException {
    json.writeObjectFieldStart("camera");
    number("x_m", camera.x());
    number("height_m", camera.height());
    json.writeNumberField("yaw_rad", camera.yaw());
    json.writeNumberField("pitch_rad", camera.pitch());
    json.writeNumberField("roll_rad", camera.roll());
    json.writeNumberField("focal_px", camera.focal());
    json.writeNumberField("cx", camera.cx());
    json.writeNumberField("cy", camera.cy());
    json.writeEndObject();
  }

  private void incident(Incident incident) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", incident.type());
    json.writeBooleanField("primary", incident.primary());
    number("start_s", incident.start());
    if (incident.end() == null) {
      json.writeNullField("end_s");
    } else {
      number("end_s", incident.end());
    }
    number("confirm_by_s", incident.confirmBy());
    number("x_m", incident.x());
    number("y_m", incident.y());
    if (incident.box() != null) {
      json.writeObjectFieldStart("box");
      box(incident.box());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  /** Adds the present frame. */
  public void frame(Scene scene) throws IOException {
    List<TruthObject> objects = truth.of(scene);
    json.writeStartObject();
    json.writeNumberField("t", Math.round(scene.time() * 1e6) / 1e6);
    json.writeArrayFieldStart("objects");
    for (TruthObject each : objects) {
      json.writeStartObject();
      json.writeStringField("class", each.type().id());
      json.writeNumberField("track", each.track());
      box(each.box());
      number("visibility", each.visibility());
      number("x_m", each.x());
      number("y_m", each.y());
      number("speed_mps", each.speed());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void box(Box box) throws IOException {
    number("x", box.x());
    number("y", box.y());
    number("w", box.w());
    number("h", box.h());
  }

  private void number(String name, double value) throws IOException {
    json.writeNumberField(name, Math.round(value * 100) / 100.0);
  }

  /** Ends the object and closes the stream. */
  @Override
  public void close() throws IOException {
    json.close();
  }
}
