/**
 * Runs in memory, for tests and for projects that need nothing to last: gone when the process ends.
 * Any thread may call it; answers come later on the caller's context, as from every store.
 */
@NullMarked
package dev.ktsu.orchestrator.store.memory;

import org.jspecify.annotations.NullMarked;
