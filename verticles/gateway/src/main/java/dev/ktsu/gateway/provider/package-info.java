/**
 * Model providers behind one port: {@link dev.ktsu.gateway.provider.Provider} makes one model call
 * and reports a failure as a typed problem; retries are the router's.
 *
 * <p>{@link dev.ktsu.gateway.provider.HttpProvider} speaks HTTP with a {@link
 * dev.ktsu.gateway.provider.Dialect}, one a wire format (packages {@code openai}, {@code
 * anthropic}); package {@code simulated} answers without a network. {@link
 * dev.ktsu.gateway.provider.Conversation} brings every conversation, also one written by a Go
 * runtime, into typed turns first. Calls run on the event loop of the request.
 */
@NullMarked
package dev.ktsu.gateway.provider;

import org.jspecify.annotations.NullMarked;
