/**
 * Secrets that callers give to a run: sealed with the key of this deployment, kept beside the
 * journal, opened where a step reads them, erased when the run ends.
 *
 * <p>Called by {@code invoke}, which keeps them, by {@code step}, which reads them, and by {@code
 * api}, which masks them in what comes back; on the engine's event loop.
 */
@NullMarked
package dev.ktsu.orchestrator.secret;

import org.jspecify.annotations.NullMarked;
