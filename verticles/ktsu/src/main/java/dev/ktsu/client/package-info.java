/**
 * The commands that talk to an orchestrator which runs elsewhere, {@link
 * dev.ktsu.client.InvokeCommand}, {@link dev.ktsu.client.RunsCommand} and {@link
 * dev.ktsu.client.ApprovalsCommand} with their subcommands, over {@link
 * dev.ktsu.client.OrchestratorClient}; a run's record as commands read it, {@link
 * dev.ktsu.client.RunRecord}, and its line for people, {@link dev.ktsu.client.StepLine}. Commands
 * of other packages that follow a run use the same client.
 *
 * <p>Blocking, on the main thread: a command does one thing after the other, and starts faster
 * without an event loop.
 */
@NullMarked
package dev.ktsu.client;

import org.jspecify.annotations.NullMarked;
