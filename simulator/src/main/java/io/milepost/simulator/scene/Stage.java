package io.milepost.simulator.scene;

import java.util.List;
import java.util.Random;

/** What a script may work with. */
record Stage(
    ScenarioSpec spec, Random random, Road road, View view, Traffic traffic, List<Mover> movers) {}
