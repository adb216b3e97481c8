/**
 * What is known of values before a run: their {@link dev.ktsu.project.shape.Shape}, taken from the
 * JSON Schemas that they have to satisfy, and whether a condition over them can hold.
 *
 * <p>Nothing is guessed: where a schema leaves something open, or says it in a way that is not
 * followed here, any value is taken as possible. Used by the checks of {@code dev.ktsu.project}
 * when a workflow is loaded. Pure and immutable; safe on any thread.
 */
@NullMarked
package dev.ktsu.project.shape;

import org.jspecify.annotations.NullMarked;
