/**
 * What the gateway counts, in the text form of Prometheus: calls by outcome, tokens, money, calls
 * in flight, provider latency, lag of the event loop.
 *
 * <p>{@link dev.ktsu.gateway.meter.Meters} is the registry; the router counts through a {@link
 * dev.ktsu.gateway.meter.ModelMeter} a model. Counting is safe on any thread.
 */
@NullMarked
package dev.ktsu.gateway.meter;

import org.jspecify.annotations.NullMarked;
