/**
 * The messages format of Anthropic.
 *
 * <p>{@link dev.ktsu.gateway.provider.anthropic.Anthropic} is the dialect; {@code Turns} builds the
 * alternating turns that it asks for. Pure; any thread.
 */
@NullMarked
package dev.ktsu.gateway.provider.anthropic;

import org.jspecify.annotations.NullMarked;
