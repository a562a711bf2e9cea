package io.milepost.rsu.rules;

import io.milepost.rsu.perception.Attention;
import io.milepost.rsu.rules.core.Finding;
import java.util.List;

/**
 * Tells perception what the rules of one camera want to see better: the suspicion after every
 * picture, and each place from {@link Finding.Phase#SUSPECTED} until the next word about it. Not
 * thread-safe; one per engine.
 */
public final class Lookout {
  private final RuleEngine engine;
  private final Attention attention;

  /** A lookout of one engine. */
  public Lookout(RuleEngine engine, Attention attention) {
    this.engine = engine;
    this.attention = attention;
  }

  /**
   * To be called after each picture.
   *
   * @param findings what the engine had to say about it
   * @param nowNanos the time that perception goes by: {@link System#nanoTime()} for a live camera,
   *     video time for a file
   */
  public void tell(List<Finding> findings, long nowNanos) {
    attention.report(engine.suspicion(), nowNanos);
    for (Finding finding : findings) {
      if (finding.phase() == Finding.Phase.SUSPECTED) {
        attention.lookAt(finding.key(), finding.x(), finding.y(), nowNanos);
      } else {
        attention.forget(finding.key());
      }
    }
  }
}
