/**
 * The orchestrator's HTTP routes: {@link dev.ktsu.orchestrator.api.InvokeApi} starts and cancels
 * runs, {@link dev.ktsu.orchestrator.api.RunsApi} shows and deletes them, {@link
 * dev.ktsu.orchestrator.api.DefinitionsApi} shows their files, {@link
 * dev.ktsu.orchestrator.api.EventsApi} tells what happens to one, {@link
 * dev.ktsu.orchestrator.api.FeedApi} to all of them, {@link dev.ktsu.orchestrator.api.RuntimeApi}
 * is what runtimes call, {@link dev.ktsu.orchestrator.api.HealthApi} asks the peers, {@link
 * dev.ktsu.orchestrator.api.MetricsApi} counts, {@link dev.ktsu.orchestrator.api.DoctorApi} finds
 * what is wrong, {@link dev.ktsu.orchestrator.api.SchemasApi} gives editors the schemas of files.
 * Handlers read the request, call one thing and shape the answer; on the engine's event loop.
 *
 * <p>What outlives a call is kept by {@link dev.ktsu.orchestrator.api.EventStreams} and {@link
 * dev.ktsu.orchestrator.api.Endings}: both are bounded, and let go when the process stops.
 */
@NullMarked
package dev.ktsu.orchestrator.api;

import org.jspecify.annotations.NullMarked;
