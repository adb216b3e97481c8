/**
 * What tests of every module share: real parts on loopback, never mocks.
 *
 * <p>{@link dev.ktsu.testkit.Case} ties a test to a case of the conformance list. {@link
 * dev.ktsu.testkit.FakeGateway} answers model calls from a script, {@link
 * dev.ktsu.testkit.CallbackSink} stands in for an orchestrator, {@link dev.ktsu.testkit.FlakyProxy}
 * breaks the network between two parts; providers, tool servers and Postgres have packages of their
 * own. Test scope only; methods may be called from the test's thread.
 */
@NullMarked
package dev.ktsu.testkit;

import org.jspecify.annotations.NullMarked;
