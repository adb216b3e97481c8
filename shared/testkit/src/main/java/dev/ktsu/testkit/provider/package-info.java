/**
 * A model provider for tests: a real HTTP server on loopback that speaks the wire formats of OpenAI
 * chat completions and Anthropic messages.
 *
 * <p>Start at {@link dev.ktsu.testkit.provider.FakeProvider}. Scripts may be written and requests
 * read on any thread; the server runs on an event loop of the given Vert.x.
 */
@NullMarked
package dev.ktsu.testkit.provider;

import org.jspecify.annotations.NullMarked;
