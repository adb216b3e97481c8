/**
 * Results on disk, from before the first try to bring them to the orchestrator until it has
 * acknowledged them, so that the end of a process loses none.
 *
 * <p>{@link dev.ktsu.runtime.outbox.Outbox} keeps a {@link dev.ktsu.runtime.outbox.Parcel} and
 * gives a {@link dev.ktsu.runtime.outbox.Slip} for it; {@link dev.ktsu.runtime.outbox.FileOutbox}
 * does so with one file a result. Called by {@code dev.ktsu.runtime.leg} on any event loop; files
 * are touched on worker threads alone.
 */
@NullMarked
package dev.ktsu.runtime.outbox;

import org.jspecify.annotations.NullMarked;
