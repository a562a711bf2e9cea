package io.milepost.rsu.api;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.milepost.protocol.message.NodeStatus;
import io.milepost.rsu.camera.LivePictures;
import io.milepost.rsu.camera.live.LiveVideo;
import io.milepost.rsu.incident.IncidentArchive;
import io.milepost.rsu.recording.ClipShelf;
import io.milepost.rsu.recording.summary.Words;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where the API reads from. All are called on event loops and must answer at once, except {@code
 * clipFile} and {@link LivePictures#newest()}, which may wait for the disk or compute and are
 * called on workers.
 *
 * @param node this node's status now
 * @param archive incidents, clips and alerts of the past
 * @param cameras live pictures of this node's own cameras, by camera id
 * @param clipFile file of a clip held by this node, by clip id; empty when another node holds it
 * @param readiness what must work before this node takes traffic, by name: empty when it does, else
 *     a sentence that says what does not
 * @param metrics the node's metrics
 * @param recordings what this node has recorded; asked on workers
 * @param videos live MP4 of this node's own cameras, by camera id
 * @param clips clips of this node and pictures of any time; called on workers
 * @param cases cases of incidents as ZIP
 * @param words what a model said of the clips of an incident, by its id; called on workers
 */
public record ApiSources(
    Supplier<NodeStatus> node,
    IncidentArchive archive,
    Supplier<Map<String, LivePictures>> cameras,
    Function<String, Optional<Path>> clipFile,
    Map<String, Supplier<Optional<String>>> readiness,
    PrometheusMeterRegistry metrics,
    RecordedVideo recordings,
    Supplier<Map<String, LiveVideo>> videos,
    ClipShelf clips,
    CaseSource cases,
    Function<String, List<Words>> words) {

  /** Checks that nothing is missing. */
  public ApiSources {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(archive, "archive");
    Objects.requireNonNull(cameras, "cameras");
    Objects.requireNonNull(clipFile, "clipFile");
    readiness = Map.copyOf(readiness);
    Objects.requireNonNull(metrics, "metrics");
    Objects.requireNonNull(recordings, "recordings");
    Objects.requireNonNull(videos, "videos");
    Objects.requireNonNull(clips, "clips");
    Objects.requireNonNull(cases, "cases");
    Objects.requireNonNull(words, "words");
  }
}
