package io.milepost.vehicle;

import io.milepost.vehicle.approach.Approaches;
import io.milepost.vehicle.approach.Travel;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Options about position, display and evidence. */
final class DriverOptions {
  @Option(names = "--lat", paramLabel = "DEG", description = "Fixed position: latitude.")
  private Double lat;

  @Option(names = "--lon", paramLabel = "DEG", description = "Fixed position: longitude.")
  private Double lon;

  @Option(
      names = "--heading-deg",
      paramLabel = "DEG",
      description = "Fixed position: course from north, clockwise.")
  private Double headingDeg;

  @Option(
      names = "--gpsd",
      paramLabel = "HOST[:PORT]",
      description = "Position from this gpsd (default port: 2947).")
  private String gpsd;

  @Option(
      names = "--road-file",
      paramLabel = "FILE",
      description = "GeoJSON LineString of the road, drawn in the direction of its traffic.")
  private Path roadFile;

  @Option(
      names = "--direction",
      paramLabel = "WAY",
      description = "forward: with the traffic that the RSU watches; backward: against it.")
  private String direction;

  @Option(
      names = "--relevant-m",
      paramLabel = "M",
      description = "Farther alerts are shown only (default: ${DEFAULT-VALUE}); needs a position.")
  private double relevantM = Approaches.RELEVANT_M;

  @Option(
      names = "--evidence",
      paramLabel = "DIR",
      description = "Keep every decision with its datagram here (default: beside --log).")
  private Path evidence;

  @Option(
      names = "--display-port",
      paramLabel = "N",
      description = "Serve the driver's page, 0 for a free port (default: off).")
  private Integer displayPort;

  @Option(
      names = "--display-host",
      paramLabel = "ADDRESS",
      description = "Address that serves the driver's page (default: ${DEFAULT-VALUE}).")
  private String displayHost = DriverConfig.NONE.displayHost();

  @Option(names = "--view", description = "Show one picture in the terminal instead of lines.")
  private boolean view;

  /** The options; evidence lies beside the journal, and under its name, unless told otherwise. */
  DriverConfig config(Path log) {
    return new DriverConfig(
        lat,
        lon,
        headingDeg,
        gpsd,
        roadFile,
        Travel.of(direction),
        relevantM,
        evidenceFile(log),
        displayPort,
        displayHost,
        view);
  }

  private Path evidenceFile(Path log) {
    if (evidence != null) {
      return evidence.resolve("evidence.jsonl");
    }
    return log == null
        ? null
        : log.resolveSibling(
            log.getFileName().toString().replaceFirst("\\.csv$", "") + ".evidence.jsonl");
  }
}
