package io.milepost.simulator.scene;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * What happens in a scene. New scenarios go to the end: a scene's random numbers depend on the
 * place in this list.
 */
public enum Scenario {
  /** Traffic flows; nothing happens. */
  FREE_FLOW("free", null, "traffic flows, nothing happens", LookAlikes::freeFlow),
  /** Two vehicles hit each other, rear-end or side, and stay where they come to rest. */
  COLLISION("collision", "collision", "two vehicles hit each other and stay", CollisionScript::new),
  /** A vehicle stops on the shoulder or in a lane and stays. */
  STOPPED_VEHICLE(
      "stopped",
      "stopped_vehicle",
      "a vehicle stops on the shoulder or in a lane",
      StopScript::stands),
  /** A stopped vehicle catches fire; flames and smoke grow. */
  VEHICLE_FIRE("fire", "fire", "a stopped vehicle burns, flames and smoke grow", StopScript::burns),
  /** The speed of one carriageway breaks down and a dense queue forms. */
  CONGESTION(
      "congestion",
      "congestion",
      "one carriageway's speed breaks down to a dense queue",
      CongestionScript::new,
      Need.LANES),
  /** A vehicle drives against the traffic of its carriageway. */
  WRONG_WAY(
      "wrongway",
      "wrong_way",
      "a vehicle drives against the traffic of its lane",
      RoadScripts::wrongWay,
      Need.LANES),
  /** Someone crosses the carriageway, walks along it or stands in it. */
  PEDESTRIAN(
      "pedestrian",
      "pedestrian_on_road",
      "someone crosses the road, walks along or stands in a lane",
      PeopleScripts::pedestrian,
      Need.VERGE),
  /** A load falls from a lorry and lies in the lane. */
  DEBRIS(
      "debris",
      "debris",
      "a load falls from a lorry and lies in the lane",
      RoadScripts::debris,
      Need.THINGS),
  /** Cones, a board and workers close a lane. */
  CONSTRUCTION(
      "construction",
      "construction",
      "workers close a lane with cones and a board",
      WorksScripts::construction,
      Need.LANES),
  /** A stopped vehicle smokes without flames. */
  SMOKE("smoke", "smoke", "a stopped vehicle smokes, no flames show", StopScript::smokes),
  /** A vehicle stands across its lane. */
  BLOCKAGE("blockage", "blockage", "a vehicle stands across its lane", RoadScripts::blockage),
  /** Fast traffic arrives at the end of a standing queue. */
  QUEUE(
      "queue",
      "congestion",
      "fast traffic arrives at the end of a standing queue",
      RoadScripts::queue,
      Need.LANES),
  /** One vehicle drives at one and a half times the limit. */
  SPEEDING(
      "speeding",
      "speeding",
      "one vehicle drives at 1.5 times the limit",
      RoadScripts::speeding,
      Need.LANES),
  /** A person or a vehicle passes a line beside the road. */
  CROSSING(
      "crossing",
      "line_crossing",
      "a person or a vehicle passes a line beside the road",
      PeopleScripts::crossing,
      Need.EMPTY_VERGE),
  /** A person or a vehicle enters a place that is closed to all. */
  INTRUSION(
      "intrusion",
      "intrusion",
      "a person or a vehicle enters a restricted zone",
      PeopleScripts::intrusion,
      Need.EMPTY_VERGE),
  /** Someone stays at one place beside the road for more than a minute. */
  LOITERING(
      "loitering",
      "loitering",
      "someone stays beside the road for more than a minute",
      PeopleScripts::loitering,
      Need.VERGE),
  /** Eight or more people gather. */
  CROWDING(
      "crowding",
      "crowding",
      "eight or more people gather beside the road",
      PeopleScripts::crowding,
      Need.VERGE),
  /** Someone who walks beside the road falls and lies. */
  FALL(
      "fall",
      "fall",
      "someone who walks beside the road falls and lies",
      PeopleScripts::fall,
      Need.NEAR_VERGE),
  /** A worker without helmet or vest comes to others who wear them. */
  EQUIPMENT(
      "ppe",
      "missing_ppe",
      "a worker comes without helmet or vest",
      WorksScripts::equipment,
      Need.CLOSE),
  /** One vehicle leaves the road and hits what stands there. */
  RUN_OFF(
      "runoff",
      "collision",
      "a vehicle leaves the road into the rail",
      CrashScripts::runOff,
      Need.VERGE),
  /** A third vehicle drives into a rear-end collision. */
  CHAIN("chain", "collision", "three vehicles hit each other in a row", CrashScripts::chain),
  /** Two vehicles hit each other at low speed. */
  LOW_SPEED("bump", "collision", "two vehicles hit each other at low speed", CrashScripts::slow),
  /** Two vehicles hit each other far down the road. */
  FAR_CRASH(
      "far", "collision", "two vehicles hit each other far away", CollisionScript::new, Need.FAR),
  /** A driver brakes hard to a stop, touches nobody and drives on. */
  HARD_BRAKE(
      "hardbrake",
      null,
      "a vehicle brakes hard to a stop and drives on",
      LookAlikes::hardBrake,
      Need.ANY),
  /** Slow traffic with many brake lamps by night. */
  BRAKE_LIGHTS(
      "brakelights",
      null,
      "slow traffic by night, brake lamps everywhere",
      LookAlikes::brakeLights,
      Need.LANES),
  /** A signal stops and releases the traffic. */
  SIGNAL("signal", null, "a queue at a signal stops and goes", LookAlikes::signal, Need.ANY),
  /** A car on the shoulder goes back some metres. */
  REVERSING(
      "reversing",
      null,
      "a car on the shoulder goes back some metres",
      LookAlikes::reversing,
      Need.SHOULDER),
  /** A lorry is overtaken closely. */
  OVERTAKING(
      "overtaking",
      null,
      "a lorry is overtaken closely, boxes overlap",
      LookAlikes::overtaking,
      Need.LANES),
  /** Cars stand on the shoulder all along. */
  PARKED(
      "parked",
      null,
      "cars are parked on the shoulder all along",
      LookAlikes::parked,
      Need.SHOULDER),
  /** Low sun or head lamps shine into the lens. */
  GLARE("glare", null, "low sun or lamps shine into the lens", Effect.GLARE),
  /** Shadows sweep over the road. */
  SHADOW("shadow", null, "shadows of clouds and trees sweep over the road", Effect.SHADOWS),
  /** Dust or fog drifts across. */
  MIST("mist", null, "patches of dust or fog drift across", Effect.MIST),
  /** Drops sit on the lens. */
  RAIN_LENS("rainlens", null, "drops of rain sit on the lens", Effect.DROPS),
  /** The camera shakes strongly. */
  SHAKE("shake", null, "the mast swings in strong wind", Effect.SHAKE),
  /** Cyclists ride along the shoulder. */
  CYCLIST("cyclist", null, "cyclists ride along the shoulder", LookAlikes::cyclist, Need.SHOULDER),
  /** People wait for a bus beside the road. */
  BUS_STOP(
      "busstop", null, "people wait beside the road for a bus", PeopleScripts::busStop, Need.VERGE),
  /** Street lamps come on at dusk. */
  LAMPS("lamps", null, "street lamps come on at dusk", Effect.LAMPS);

  private final String id;
  private final String incident;
  private final String sentence;
  private final BiFunction<Stage, Site, Script> script;
  private final Need need;
  private final Effect effect;

  Scenario(String id, String incident, String sentence, BiFunction<Stage, Site, Script> script) {
    this(id, incident, sentence, script, Need.ANY);
  }

  Scenario(String id, String incident, String sentence, Effect effect) {
    this(id, incident, sentence, LookAlikes::freeFlow, Need.ANY, effect);
  }

  Scenario(
      String id,
      String incident,
      String sentence,
      BiFunction<Stage, Site, Script> script,
      Need need) {
    this(id, incident, sentence, script, need, Effect.NONE);
  }

  Scenario(
      String id,
      String incident,
      String sentence,
      BiFunction<Stage, Site, Script> script,
      Need need,
      Effect effect) {
    this.id = id;
    this.incident = incident;
    this.sentence = sentence;
    this.script = script;
    this.need = need;
    this.effect = effect;
  }

  /** Name in URIs and on the command line. */
  public String id() {
    return id;
  }

  /** Code of the incident type it leads to, null when there is none. */
  public String incident() {
    return incident;
  }

  /** One line for people. */
  public String sentence() {
    return sentence;
  }

  /** What it does to the pictures. */
  public Effect effect() {
    return effect;
  }

  /** Whether it is there to be told apart from an incident. */
  public boolean lookAlike() {
    return incident == null && this != FREE_FLOW;
  }

  /** Lights under which it makes sense, the likeliest first. */
  public Set<Light> lights() {
    return switch (this) {
      case BRAKE_LIGHTS -> EnumSet.of(Light.NIGHT);
      case LAMPS -> EnumSet.of(Light.DUSK);
      case SHADOW -> EnumSet.of(Light.DAY);
      case GLARE -> EnumSet.of(Light.DAY, Light.DUSK, Light.NIGHT);
      default -> EnumSet.allOf(Light.class);
    };
  }

  /** Seconds that show all of it when the incident starts at 15 s. */
  public double seconds() {
    return switch (this) {
      case LOITERING, SIGNAL -> 120;
      case CONGESTION, QUEUE, PARKED, CONSTRUCTION -> 90;
      default -> 60;
    };
  }

  Need need() {
    return need;
  }

  Script script(Stage stage, Site site) {
    return script.apply(stage, site);
  }
}
