/**
 * gateway.yaml in one environment: what the file says, with declared variables looked up and put
 * into the settings of providers.
 *
 * <p>Start at {@link dev.ktsu.gateway.config.GatewayConfig}. It is read once, at start, on a worker
 * thread; every error names file, line and column, and all of one kind are reported together. The
 * file itself is read by {@link dev.ktsu.project.GatewayFile}.
 */
@NullMarked
package dev.ktsu.gateway.config;

import org.jspecify.annotations.NullMarked;
