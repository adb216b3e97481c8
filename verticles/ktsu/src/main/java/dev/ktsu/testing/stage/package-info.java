/**
 * The world around a run under test, as its script says: {@link dev.ktsu.testing.stage.Stage} plays
 * the gateway and the tool servers on a loopback port, and the receivers of webhooks where the
 * orchestrator hands their calls out; {@link dev.ktsu.testing.stage.SkippableTime} is a clock that
 * need not be waited for. What was asked is kept in the {@link dev.ktsu.testing.stage.Ledger}.
 *
 * <p>Calls come in on event loops, the ledger is read from the main thread.
 */
@NullMarked
package dev.ktsu.testing.stage;

import org.jspecify.annotations.NullMarked;
