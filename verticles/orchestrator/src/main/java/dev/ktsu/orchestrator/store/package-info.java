/**
 * What the stores have in common: the problems they report, and how those with tables read them.
 * Each store has a package of its own and implements {@link dev.ktsu.orchestrator.run.RunStore}.
 */
@NullMarked
package dev.ktsu.orchestrator.store;

import org.jspecify.annotations.NullMarked;
