package io.milepost.bench;

import io.milepost.simulator.SimulateCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/** What a whole node costs, as its own process: time until it is ready, and resident memory. */
final class NodeCost {
  private static final int SETTLE_SECONDS = 15;
  private static final int CAMERAS = 4;
  private static final String SECRET = "bench-secret-bench-secret-bench-secret";

  private final int repeats;
  private final Path work;
  private final PrintWriter progress;

  NodeCost(int repeats, Path work, PrintWriter progress) {
    this.repeats = repeats;
    this.work = work;
    this.progress = progress;
  }

  /** Seconds and MiB. */
  record Result(
      Sample readyAlone, Sample readyJoining, Sample residentBase, Sample residentPerCamera) {}

  Result run() throws Exception {
    List<Double> alone = new ArrayList<>();
    List<Double> joining = new ArrayList<>();
    List<Double> base = new ArrayList<>();
    List<Double> perCamera = new ArrayList<>();
    Path video = work.resolve("cameras").resolve("traffic-720p.mp4");
    Files.createDirectories(video.getParent());
    new CommandLine(new SimulateCommand())
        .setErr(new PrintWriter(Writer.nullWriter()))
        .execute(
            "free",
            "--seed",
            "3",
            "--seconds",
            "20",
            "--fps",
            "25",
            "--size",
            "1280x720",
            "--out",
            video.toString());
    for (int i = 0; i < repeats; i++) {
      progress.println("  node alone, " + (i + 1) + " of " + repeats);
      int first = free();
      int firstMember = free();
      int secondMember = free();
      List<String> clustered = cluster(firstMember, firstMember, secondMember);
      try (NodeProcess node = start("alone-" + i, first, clustered)) {
        alone.add(node.readySeconds());
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        base.add(node.residentMiB());
        progress.println("  node joining, " + (i + 1) + " of " + repeats);
        List<String> second = cluster(secondMember, firstMember, secondMember);
        try (NodeProcess joiner = start("joining-" + i, free(), second)) {
          joining.add(joiner.readySeconds());
        }
      }
      progress.println("  node with " + CAMERAS + " cameras, " + (i + 1) + " of " + repeats);
      try (NodeProcess node = start("cameras-" + i, free(), cameras(video))) {
        TimeUnit.SECONDS.sleep(2 * SETTLE_SECONDS);
        perCamera.add((node.residentMiB() - base.get(i)) / CAMERAS);
      }
    }
    return new Result(sample(alone), sample(joining), sample(base), sample(perCamera));
  }

  private NodeProcess start(String name, int port, List<String> more)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(more);
    for (String value :
        List.of(
            "node.id=" + name,
            "node.data=" + work.resolve(name),
            "api.port=" + port,
            "api.jwt_secret=" + SECRET,
            "broadcast.hmac_key=bench-key-bench-key-bench-key",
            "broadcast.interfaces=lo",
            "broadcast.ttl=0",
            "broadcast.port=" + free())) {
      arguments.addAll(List.of("--set", value));
    }
    return NodeProcess.start(port, work.resolve(name + ".log"), arguments);
  }

  private static List<String> cluster(int own, int first, int second) {
    return List.of(
        "--set", "cluster.enabled=true",
        "--set", "cluster.port=" + own,
        "--set", "cluster.members=127.0.0.1:" + first + ",127.0.0.1:" + second);
  }

  private List<String> cameras(Path video) throws IOException {
    StringBuilder yaml = new StringBuilder("cameras:\n");
    for (int i = 0; i < CAMERAS; i++) {
      yaml.append("  - {id: cam-").append(i).append(", source: 'file:").append(video);
      yaml.append("', loop: true, lat: 0, lon: 0, target_fps: 5}\n");
    }
    yaml.append("node: {media_folders: ['").append(video.getParent()).append("']}\n");
    Path file = Files.writeString(work.resolve("cameras.yaml"), yaml);
    return List.of(
        "--config",
        file.toString(),
        "--set",
        "cluster.enabled=true",
        "--set",
        "cluster.port=" + free());
  }

  private static int free() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private static Sample sample(List<Double> values) {
    return Sample.of(values.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
