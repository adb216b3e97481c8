/**
 * Where an orchestrator spends processor time and memory: {@link dev.ktsu.bench.profile.Profile}
 * records one with the JVM's flight recorder during a load and sums up the samples.
 */
@NullMarked
package dev.ktsu.bench.profile;

import org.jspecify.annotations.NullMarked;
