/**
 * The LLM gateway: the one tier that holds provider keys and speaks to model providers.
 *
 * <p>Main flow: {@code GatewayMain} starts a process, {@link dev.ktsu.gateway.GatewayService} one
 * gateway inside any process, {@code GatewayVerticle} builds and listens; a request goes from
 * {@code api} to {@code route} to {@code provider}. It needs no other tier and keeps no run state.
 * {@code GatewayService} may be called from any thread; all else runs on the verticle's event loop.
 */
@NullMarked
package dev.ktsu.gateway;

import org.jspecify.annotations.NullMarked;
