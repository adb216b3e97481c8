/**
 * One series of operations on every store at once, and on a model: they must answer alike.
 *
 * <p>{@code Differential} draws steps from {@code Operations}, which knows the {@code Model} and so
 * knows what each operation must answer, and gives them to the stores. A seed names a series.
 * {@code .ci/differential} runs a long one, {@code DifferentialTest} a short one.
 */
@NullMarked
package dev.ktsu.orchestrator.store.differential;

import org.jspecify.annotations.NullMarked;
