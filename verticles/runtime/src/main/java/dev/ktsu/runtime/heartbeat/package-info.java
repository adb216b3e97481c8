/**
 * The sign of life: {@link dev.ktsu.runtime.heartbeat.Heartbeats} tells the orchestrator every five
 * seconds who this runtime is and which legs it has, and stops those that nobody waits for any
 * more.
 *
 * <p>Deployed by {@code dev.ktsu.runtime}; belongs to one event loop.
 */
@NullMarked
package dev.ktsu.runtime.heartbeat;

import org.jspecify.annotations.NullMarked;
