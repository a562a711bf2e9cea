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
  private final List<Vehicle> unicasts = new ArrayList<>();
  private Child rsu;

  /**
   * Starts all processes; vehicle 3 cannot hear anything yet.
   *
   * @param folder for logs
   * @param compare also vehicles that listen on the first interface alone, with and without unicast
   *     copies
   * @param seed of the losses
   */
  Stage(Path folder, boolean compare, long seed) throws IOException {
    road = new Road(folder, SEGMENTS, VEHICLES, seed);
    try {
      for (int i = 1; i <= VEHICLES; i++) {
        vehicles.add(road.vehicle(i, SEGMENTS, false, "vehicle-" + i));
        if (compare) {
          singles.add(road.vehicle(i, 1, false, "single-" + i));
        }
        if (compare || i == 1) {
          unicasts.add(road.vehicle(i, 1, true, "unicast-" + i));
        }
      }
      road.ready();
      road.relay("drop 3 all");
      rsu = road.rsu(RSU).ready();
      for (List<Vehicle> each : List.of(vehicles, singles, unicasts)) {
        for (Vehicle vehicle : each) {
          vehicle.child().ready();
        }
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

  /** Starts the unit anew with what it keeps on disk. */
  void restartRsu() throws IOException {
    rsu = road.rsu(RSU).ready();
  }

  /** Vehicles on two interfaces, in the order of their namespaces. */
  List<Vehicle> vehicles() {
    return vehicles;
  }

  /** Vehicles on one interface; may be none. */
  List<Vehicle> singles() {
    return singles;
  }

  /** Vehicles on one interface that ask for unicast copies; at least the first. */
  List<Vehicle> unicasts() {
    return unicasts;
  }

  /** Starts a vehicle anew with what it keeps on disk. */
  Vehicle restartVehicle(int index) throws IOException {
    Vehicle again = road.vehicle(index + 1, SEGMENTS, false, "vehicle-" + (index + 1));
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
