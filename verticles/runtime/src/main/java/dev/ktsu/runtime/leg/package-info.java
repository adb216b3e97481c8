/**
 * Legs under way: {@link dev.ktsu.runtime.leg.Legs} admits and finds them, {@link
 * dev.ktsu.runtime.leg.LegLoop} starts them on its event loop, {@code LegRun} performs what the
 * reasoning loop asks for, {@link dev.ktsu.runtime.leg.Reports} has turns and tool calls noted by
 * the orchestrator on the way, {@code Delivery} brings the result home.
 *
 * <p>Called by the API and the heartbeat. {@code Legs} may be used from any thread; everything else
 * belongs to one event loop, where a waiting leg costs its conversation and little more.
 */
@NullMarked
package dev.ktsu.runtime.leg;

import org.jspecify.annotations.NullMarked;
