/**
 * How the words of a test meet what is there: {@link dev.ktsu.testing.match.StepKeys} names steps,
 * {@link dev.ktsu.testing.match.Difference} compares JSON. Pure; any thread.
 */
@NullMarked
package dev.ktsu.testing.match;

import org.jspecify.annotations.NullMarked;
