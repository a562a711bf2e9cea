package io.milepost.rsu.rules;

import io.milepost.rsu.rules.collision.CollisionRule;
import io.milepost.rsu.rules.core.Rule;
import io.milepost.rsu.rules.hazard.AnomalyRule;
import io.milepost.rsu.rules.hazard.ConstructionRule;
import io.milepost.rsu.rules.hazard.FireRule;
import io.milepost.rsu.rules.hazard.MotionRule;
import io.milepost.rsu.rules.people.CrowdingRule;
import io.milepost.rsu.rules.people.FallRule;
import io.milepost.rsu.rules.people.IntrusionRule;
import io.milepost.rsu.rules.people.LineCrossingRule;
import io.milepost.rsu.rules.people.LoiteringRule;
import io.milepost.rsu.rules.people.PedestrianRule;
import io.milepost.rsu.rules.people.PpeRule;
import io.milepost.rsu.rules.road.FlowMap;
import io.milepost.rsu.rules.road.Worksites;
import io.milepost.rsu.rules.standing.DebrisRule;
import io.milepost.rsu.rules.standing.StoppedRule;
import io.milepost.rsu.rules.traffic.CongestionRule;
import io.milepost.rsu.rules.traffic.SpeedingRule;
import io.milepost.rsu.rules.traffic.WrongWayRule;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** All rules there are, in the order in which they look: what excuses others looks first. */
final class RuleCatalogue {
  private RuleCatalogue() {}

  /** The rules that a configuration enables, new. */
  static List<Rule> enabled(RulesConfig config, FlowMap flow) {
    List<Rule> rules = new ArrayList<>();
    Worksites sites = new Worksites();
    add(rules, config.collision().enabled(), () -> new CollisionRule(config.collision(), flow));
    add(rules, config.fire().enabled(), () -> new FireRule(config.fire()));
    add(rules, config.congestion().enabled(), () -> new CongestionRule(config.congestion(), flow));
    add(
        rules,
        config.construction().enabled(),
        () -> new ConstructionRule(config.construction(), sites));
    add(rules, config.stopped().enabled(), () -> new StoppedRule(config.stopped(), flow, sites));
    add(rules, config.wrongWay().enabled(), () -> new WrongWayRule(config.wrongWay(), flow));
    add(
        rules,
        config.pedestrian().enabled(),
        () -> new PedestrianRule(config.pedestrian(), flow, sites));
    add(rules, config.debris().enabled(), () -> new DebrisRule(config.debris(), flow, sites));
    add(rules, config.lineCrossing().enabled(), () -> new LineCrossingRule(config.lineCrossing()));
    add(rules, config.intrusion().enabled(), () -> new IntrusionRule(config.intrusion()));
    add(rules, config.loitering().enabled(), () -> new LoiteringRule(config.loitering()));
    add(rules, config.crowding().enabled(), () -> new CrowdingRule(config.crowding()));
    add(rules, config.fall().enabled(), () -> new FallRule(config.fall()));
    add(rules, config.ppe().enabled(), () -> new PpeRule(config.ppe()));
    add(rules, config.speeding().enabled(), () -> new SpeedingRule(config.speeding()));
    add(rules, config.motion().enabled(), () -> new MotionRule(config.motion()));
    add(rules, config.anomaly().enabled(), () -> new AnomalyRule(config.anomaly()));
    return rules;
  }

  private static void add(List<Rule> rules, boolean enabled, Supplier<Rule> of) {
    if (enabled) {
      rules.add(of.get());
    }
  }
}
