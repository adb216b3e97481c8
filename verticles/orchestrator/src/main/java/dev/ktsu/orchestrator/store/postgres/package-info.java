/**
 * Runs in Postgres, for several instances over one database; durable when an append is answered.
 *
 * <p>{@link dev.ktsu.orchestrator.store.postgres.PostgresStore} is the store. Appends queue up in
 * {@code Flushes}; each {@code Flush} takes what is there and sends one statement, {@code
 * FlushStatement}, until it knows the fate of every append, also when an answer was lost on the
 * way. Queue and flushes belong to the event loop on which the store was started; the store itself
 * may be called from any thread and answers on the caller's context. Reads have a pool of their
 * own.
 */
@NullMarked
package dev.ktsu.orchestrator.store.postgres;

import org.jspecify.annotations.NullMarked;
