/**
 * Tool servers: {@link dev.ktsu.toolserver.ToolServerKit} serves any set of {@link
 * dev.ktsu.toolserver.Tool}s over the Model Context Protocol (Streamable HTTP, revision 2025-11-25
 * and the ones before it), without sessions, so that several instances can stand behind one
 * address.
 *
 * <p>{@link dev.ktsu.toolserver.ToolServerMain} is the process with the built-in servers, each
 * under a path of its own. A tool runs on the event loop of its server and must not block it.
 */
@NullMarked
package dev.ktsu.toolserver;

import org.jspecify.annotations.NullMarked;
