package io.milepost.rsu.rules;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.protocol.json.Json;
import io.milepost.protocol.message.RulesReply;
import io.milepost.rsu.rules.core.Finding;
import io.milepost.rsu.rules.core.RuleSlot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** How the rules of one camera stand, and the last words of those on trial. */
final class RuleLedger {
  /** Findings of rules on trial that are kept; the oldest gives way. */
  static final int SHADOW_FINDINGS = 50;

  private final Deque<RulesReply.ShadowFinding> shadow = new ArrayDeque<>();

  /** Keeps what a rule on trial would have said. */
  void onTrial(Finding f, long utcMillis) {
    if (shadow.size() >= SHADOW_FINDINGS) {
      shadow.removeFirst();
    }
    shadow.addLast(
        new RulesReply.ShadowFinding(
            f.key(),
            f.type(),
            f.severity(),
            f.confidence(),
            f.phase().name(),
            utcMillis,
            f.evidence()));
  }

  /** How the rules of an engine stand. */
  RulesReply reply(String camera, RuleEngine engine, LiveRules live) {
    List<RulesReply.RuleState> states = new ArrayList<>();
    for (RuleSlot slot : engine.slots()) {
      if (!slot.retiring()) {
        states.add(
            new RulesReply.RuleState(
                slot.rule().name(), slot.shadow(), slot.rule().suspicion(), slot.confirmed()));
      }
    }
    return new RulesReply(
        camera,
        live.override(camera).isPresent() ? "override" : "files",
        live.override(camera).map(RuleLedger::map).orElse(null),
        map(Json.tree(engine.config())),
        states,
        List.copyOf(shadow),
        engine.suspendedBecause(),
        live.problem().orElse(null));
  }

  private static Map<String, Object> map(ObjectNode tree) {
    return Json.mapper().convertValue(tree, new TypeReference<Map<String, Object>>() {});
  }
}
