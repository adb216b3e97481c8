/**
 * Puts the keys of project files in order, and brings files of older releases to the forms of this
 * one.
 *
 * <p>Start at {@link dev.ktsu.project.format.Formatter}. Files are not written anew from what they
 * mean: {@link dev.ktsu.project.format.Outline} knows where each value stands, {@link
 * dev.ktsu.project.format.KeyOrder} which keys should change places, {@link
 * dev.ktsu.project.format.BlockOrder} and {@link dev.ktsu.project.format.FlowOrder} move their
 * lines and texts, {@link dev.ktsu.project.format.Blanks} tidies what stands between them. {@link
 * dev.ktsu.project.format.Proof} then compares before and after; what it cannot follow is refused.
 * {@link dev.ktsu.project.format.Migration} works on the places of the loader's diagnostics.
 *
 * <p>Called by the {@code fmt} command. Pure; any thread.
 */
@NullMarked
package dev.ktsu.project.format;

import org.jspecify.annotations.NullMarked;
