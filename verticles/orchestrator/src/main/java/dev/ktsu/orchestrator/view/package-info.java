/**
 * Runs as the API shows them: pure functions from a folded state and its payloads to JSON. {@link
 * dev.ktsu.orchestrator.view.RunView} gives the record and the envelope of one run, {@link
 * dev.ktsu.orchestrator.view.RowView} a line of a list, {@link
 * dev.ktsu.orchestrator.view.EventView} one event. Any thread.
 */
@NullMarked
package dev.ktsu.orchestrator.view;

import org.jspecify.annotations.NullMarked;
