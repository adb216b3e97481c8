/**
 * Names of things that cross a tier border: {@link dev.ktsu.contracts.ids.RunId}, {@link
 * dev.ktsu.contracts.ids.StepPath}, {@link dev.ktsu.contracts.ids.LegId}.
 *
 * <p>Each is a record that checks its own form, so that a string in a signature is always just
 * text. Everything here is immutable and free of IO; any thread may use it.
 */
@NullMarked
package dev.ktsu.contracts.ids;

import org.jspecify.annotations.NullMarked;
