package io.milepost.bench.proof;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One or two RSUs, three vehicles, two interfaces: what happens when the network loses, reorders
 * and repeats, and when processes die. Needs root and {@code ip}.
 */
public final class NetworkProof implements AutoCloseable {
  private static final int WARM_UP_ALERTS = 50;

  private final Stage stage;
  private final Consumer<Finding> progress;

  private interface Scenario {
    Finding play() throws IOException;
  }

  /**
   * Starts all processes.
   *
   * @param folder for logs
   * @param compare also vehicles on one interface alone, with and without unicast copies
   * @param seed of the losses
   * @param progress is told of each finding as it is made
   */
  public NetworkProof(Path folder, boolean compare, long seed, Consumer<Finding> progress)
      throws IOException {
    this.stage = new Stage(folder, compare, seed);
    this.progress = progress;
  }

  /** Why it cannot run on this machine, or null. */
  public static String unavailable() {
    return Road.unavailable();
  }

  /** The scenarios, in order; the first needs that vehicle 3 has not heard anything yet. */
  public List<Finding> scenarios() throws IOException {
    Disturbances disturbances = new Disturbances(stage);
    Deaths deaths = new Deaths(stage);
    List<Scenario> scenarios =
        List.of(
            disturbances::lateJoiner,
            disturbances::lostCancel,
            disturbances::cancelFirst,
            disturbances::unicastAlone,
            disturbances::twoRsus,
            disturbances::clockOff,
            new Rotation(stage)::play,
            deaths::rsuKilled,
            deaths::vehicleRestarted);
    List<Finding> findings = new ArrayList<>();
    for (Scenario each : scenarios) {
      findings.add(each.play());
      progress.accept(findings.get(findings.size() - 1));
    }
    return findings;
  }

  /**
   * No loss, which shows how late the machine itself is, then random and bursty loss of 20 %.
   *
   * @param alerts alerts for each kind of loss
   * @param perSecond at most 60, or the vehicles' tables overflow
   */
  public List<Finding> losses(int alerts, int perSecond) throws IOException {
    stage.road().relay("drop 3 nothing");
    LossRun run = new LossRun(stage.road(), stage.rsu());
    List<LossRun.Group> groups = new ArrayList<>();
    groups.add(new LossRun.Group(Stage.SEGMENTS, false, stage.vehicles()));
    if (!stage.singles().isEmpty()) {
      groups.add(new LossRun.Group(1, false, stage.singles()));
      groups.add(new LossRun.Group(1, true, stage.unicasts()));
    }
    // Not counted: the first alerts after a start are late, as code is compiled under them.
    run.run(LossModel.Kind.NONE, Math.max(WARM_UP_ALERTS, alerts / 8), perSecond, groups);
    List<Finding> findings = new ArrayList<>();
    for (LossModel.Kind kind : LossModel.Kind.values()) {
      int count = kind == LossModel.Kind.NONE ? Math.max(1, alerts / 4) : alerts;
      List<Finding> each = run.run(kind, count, perSecond, groups);
      each.forEach(progress);
      findings.addAll(each);
    }
    return findings;
  }

  @Override
  public void close() {
    stage.close();
  }
}
