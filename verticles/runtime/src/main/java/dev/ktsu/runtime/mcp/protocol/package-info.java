/**
 * What is said to a tool server: JSON-RPC 2.0 messages and the parts of the Model Context Protocol
 * that an agent needs (initialize, tools/list, tools/call), in all revisions from 2024-11-05 to
 * 2025-11-25.
 *
 * <p>Pure: text in, records out. {@code dev.ktsu.runtime.mcp.transport} carries the messages. Any
 * thread.
 */
@NullMarked
package dev.ktsu.runtime.mcp.protocol;

import org.jspecify.annotations.NullMarked;
