/**
 * How every tier serves HTTP: {@link dev.ktsu.http.server.Listener} listens, {@link
 * dev.ktsu.http.server.Routes} gives a router with limits and problem answers, {@link
 * dev.ktsu.http.server.Keys} checks keys, {@link dev.ktsu.http.server.Probes} serves liveness and
 * readiness.
 *
 * <p>A handler returns a future of a {@link dev.ktsu.http.server.Reply}; a failed future becomes
 * {@code application/problem+json}. Everything runs on the event loop of the connection.
 */
@NullMarked
package dev.ktsu.http.server;

import org.jspecify.annotations.NullMarked;
