/**
 * The YAML files of a project, as records that passed every check.
 *
 * <p>Start at {@link dev.ktsu.project.Project}: it loads a workflow with the closure of files that
 * it needs into a {@link dev.ktsu.project.Definition}, or says with file, line and column what is
 * wrong. Each kind of file has one reader that holds all its keys: {@code WorkflowReader} (with
 * {@code StepReader}, {@code WebhookReader} and {@code OpReader}), {@code AgentReader}, {@code
 * ServerReader}, {@code GatewayReader}, {@code EnvironmentReader}. {@code Fields} is their cursor,
 * which goes by the {@code Grammar} of the kind, {@code Texts} reads what may hold expressions,
 * {@code Scope} says what a place may read, the two {@code *Wiring} check files against each other.
 * {@code BuiltIns} puts the agents that come with the product beside the project's files; {@link
 * dev.ktsu.project.Workspaces} looks through several projects.
 *
 * <p>Called by the orchestrator at an invoke, by the gateway at its start and by the CLI. Reading
 * files blocks; what comes out is immutable and safe on any thread.
 */
@NullMarked
package dev.ktsu.project;

import org.jspecify.annotations.NullMarked;
