/**
 * The tools of an agent. {@link dev.ktsu.runtime.mcp.ToolBelt} lists the tools of its servers,
 * keeps to the allowlists and makes the calls; {@link dev.ktsu.runtime.mcp.Sessions} holds one
 * {@link dev.ktsu.runtime.mcp.Session} for each server, credentials and parameters, shared by the
 * legs of one event loop.
 *
 * <p>Called by {@code dev.ktsu.runtime.leg}. Everything here belongs to one event loop.
 */
@NullMarked
package dev.ktsu.runtime.mcp;

import org.jspecify.annotations.NullMarked;
