/**
 * What comes from outside, bent and broken at random: project files, expressions, templates,
 * schemas and bodies of invokes. Each input is a function of a target and a seed.
 *
 * <p>Start at {@link dev.ktsu.orchestrator.fuzz.Fuzz}: it runs for minutes from {@code .ci/fuzz},
 * and for seconds in {@code FuzzTest}, which also keeps what was once found. A {@link
 * dev.ktsu.orchestrator.fuzz.Target} says what must hold of any input. One thread.
 */
@NullMarked
package dev.ktsu.orchestrator.fuzz;

import org.jspecify.annotations.NullMarked;
