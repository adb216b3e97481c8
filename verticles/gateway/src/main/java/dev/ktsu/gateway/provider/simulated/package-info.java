/**
 * A model that answers without a network, for demos and tests: the same request gets the same
 * answer.
 *
 * <p>{@link dev.ktsu.gateway.provider.simulated.Simulated} is the provider; {@code Sample} makes a
 * value that satisfies a JSON Schema, {@code PatternText} a text that matches a pattern. Calls run
 * on the event loop of the request.
 */
@NullMarked
package dev.ktsu.gateway.provider.simulated;

import org.jspecify.annotations.NullMarked;
