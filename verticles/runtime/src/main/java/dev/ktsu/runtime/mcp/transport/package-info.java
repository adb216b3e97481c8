/**
 * How messages reach a tool server. {@link dev.ktsu.runtime.mcp.transport.Connector} opens a {@link
 * dev.ktsu.runtime.mcp.transport.Channel}: Streamable HTTP first, else the older transport in which
 * a GET stream carries the answers.
 *
 * <p>Called by the sessions of {@code dev.ktsu.runtime.mcp}. A channel belongs to the event loop
 * that opened it.
 */
@NullMarked
package dev.ktsu.runtime.mcp.transport;

import org.jspecify.annotations.NullMarked;
