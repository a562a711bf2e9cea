package io.milepost.bench.proof;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The road with its usual traffic: one RSU and three vehicles, two interfaces each. */
final class Stage implements AutoCloseable {
  /** Interfaces of every process. */
  static final int SEGMENTS = 2;

  /** Longest wait for something that must happen, milliseconds. */
  static final long WAIT = 10_000;

  /** Time between heartbeats while an alert is on air, milliseconds. */
  static final long HEARTBEAT = 200;

  /** For reading the state of another process on a busy machine, milliseconds. */
  static final long SLACK = 250;

  private static final int VEHICLES = 3;
  private static final String RSU = "rsu-a";

  private final Road road;
  private final List<Vehicle> vehicles = new ArrayList<>();
  private final List<Vehicle> singles = new ArrayList<>();
  private Child rsu;
  private int epoch = 1;

  /**
   * Starts all processes; vehicle 3 cannot hear anything yet.
   *
   * @param folder for logs
   * @param withSingles also vehicles that listen on the first interface alone, to compare
   * @param seed of the losses
   */
  Stage(Path folder, boolean withSingles, long seed) throws IOException {
    road = new Road(folder, SEGMENTS, VEHICLES, seed);
    try {
      for (int i = 1; i <= VEHICLES; i++) {
        vehicles.add(road.vehicle(i, SEGMENTS, "vehicle-" + i));
        if (withSingles) {
          singles.add(road.vehicle(i, 1, "single-" + i));
        }
      }
      road.ready();
      road.relay("drop 3 all");
      rsu = road.rsu(RSU, epoch).ready();
      for (Vehicle each : vehicles) {
        each.child().ready();
      }
      for (Vehicle each : singles) {
        each.child().ready();
      }
    } catch (IOException e) {
      road.close();
      throw e;
    }
  }

  Road road() {
    return road;
  }

  Child rsu() {
    return rsu;
  }

  /** Starts the unit anew, with the next boot number. */
  void restartRsu() throws IOException {
    rsu = road.rsu(RSU, ++epoch).ready();
  }

  /** Vehicles on two interfaces, in the order of their namespaces. */
  List<Vehicle> vehicles() {
    return vehicles;
  }

  /** Vehicles on one interface; may be none. */
  List<Vehicle> singles() {
    return singles;
  }

  /** Starts a vehicle anew with what it keeps on disk. */
  Vehicle restartVehicle(int index) throws IOException {
    Vehicle again = road.vehicle(index + 1, SEGMENTS, "vehicle-" + (index + 1));
    vehicles.set(index, again);
    return again;
  }

  /** Waits until no vehicle shows an alert. */
  boolean allReleased() throws IOException {
    boolean released = true;
    for (Vehicle each : vehicles) {
      released &= each.reaches(WAIT, state -> state.path("alerts").isEmpty());
    }
    return released;
  }

  @Override
  public void close() {
    road.close();
  }
}
