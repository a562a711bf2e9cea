package io.milepost.rsu.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.message.ClipReady;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncidentClipsTest extends HttpFixture {
  @TempDir Path folder;

  @Test
  void shouldFindClipsOnTheDiskThatTheArchiveHasForgotten() throws Exception {
    Incident crash = Samples.incident("rsu-a-3-1", IncidentType.COLLISION, Severity.HIGH, "cam-1");
    Incident other = Samples.incident("rsu-a-3-2", IncidentType.FIRE, Severity.HIGH, "cam-1");
    node.archive.incidents.put(crash.id(), crash);
    node.archive.incidents.put(other.id(), other);
    RoadPictures road = new RoadPictures("cam-1");
    road.show(0);
    Path file = folder.resolve("clip.mp4");
    TinyClip.write(file, 4);
    ConsoleClips clips = new ConsoleClips(node, road, folder);
    ClipReady clip = clips.of(crash, "cam-1", file, 4);
    node.clips.put(clip.id(), file);
    clips.tell(clip);
    AtomicReference<Object> exported = new AtomicReference<>();
    node.cases = (request, out) -> exported.set(request.clips());

    JsonArray told =
        get("/api/v1/events/rsu-a-3-1", viewer).bodyAsJsonObject().getJsonArray("clips");
    assertThat(told).hasSize(1);
    JsonObject one = told.getJsonObject(0);
    assertThat(one.getString("id")).isEqualTo(clip.id());
    assertThat(one.getString("file")).isEqualTo("clip-cam-1.mp4");
    assertThat(get("/api/v1/events/rsu-a-3-1/case", operator).statusCode()).isEqualTo(200);
    assertThat(exported.get()).asString().contains(clip.id());
    assertThat(get("/api/v1/events/rsu-a-3-2", viewer).bodyAsJsonObject().getJsonArray("clips"))
        .isEmpty();
  }
}
