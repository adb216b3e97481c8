package dev.ktsu.bench;

import dev.ktsu.bench.load.Phases;
import dev.ktsu.bench.load.Sink;
import dev.ktsu.bench.product.Engine.Jars;

/**
 * What every benchmark is given.
 *
 * @param sink where webhooks go
 */
record Rig(Jars jars, Phases phases, Sink sink) {}
