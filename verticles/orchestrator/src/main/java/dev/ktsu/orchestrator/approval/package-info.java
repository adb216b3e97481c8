/**
 * Tool calls and budgets that wait for a person: finding them, showing them, and bringing decisions
 * to their run.
 *
 * <p>{@link dev.ktsu.orchestrator.approval.Approvals} is called by the HTTP API, on the engine's
 * loop. What a decision leads to is the kernel's business ({@code Command.Settle}).
 */
@NullMarked
package dev.ktsu.orchestrator.approval;

import org.jspecify.annotations.NullMarked;
