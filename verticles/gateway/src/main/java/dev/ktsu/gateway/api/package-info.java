/**
 * The gateway's HTTP surface: {@code POST /invoke}, the probes, {@code GET /metrics}.
 *
 * <p>Start at {@link dev.ktsu.gateway.api.InvokeApi}. Everything runs on the event loop of the
 * connection.
 */
@NullMarked
package dev.ktsu.gateway.api;

import org.jspecify.annotations.NullMarked;
