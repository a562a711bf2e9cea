package io.milepost.rsu.rules;

/** One kind of danger. Called once per frame; not thread-safe. */
interface Rule {
  /** Looks at a frame and reports to the book. */
  void observe(Scene scene, FindingBook book);

  /** Time has a gap: what was building up is void. */
  void interrupt();

  /** How close the rule is to confirming something, 0..1; 1 while something is confirmed. */
  double suspicion();
}
