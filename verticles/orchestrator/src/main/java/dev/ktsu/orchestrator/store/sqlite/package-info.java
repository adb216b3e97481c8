/**
 * Runs in a SQLite file, durable when an append is answered (WAL, {@code synchronous=FULL}).
 *
 * <p>{@link dev.ktsu.orchestrator.store.sqlite.SqliteStore} is the store. Writes go through one
 * thread, {@link dev.ktsu.orchestrator.store.sqlite.Writer}, which drains its queue into one
 * transaction with a savepoint for each run; reads go through a read-only pool of the Vert.x JDBC
 * client. {@link dev.ktsu.orchestrator.store.sqlite.SqliteInstances} tells the processes apart that
 * share the file.
 */
@NullMarked
package dev.ktsu.orchestrator.store.sqlite;

import org.jspecify.annotations.NullMarked;
