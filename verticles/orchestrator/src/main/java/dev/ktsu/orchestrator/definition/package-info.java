/**
 * Workflow definitions, current and pinned: {@link dev.ktsu.orchestrator.definition.Catalog} reads
 * the project's files when they have changed, keeps each definition in the store under its digest,
 * and gives runs the one they began with. On the engine's event loop; files are read beside it.
 */
@NullMarked
package dev.ktsu.orchestrator.definition;

import org.jspecify.annotations.NullMarked;
