/**
 * What a model call costs: tokens by class, prices in whole nano-dollars per million tokens, one
 * rounding a call.
 *
 * <p>Start at {@link dev.ktsu.gateway.price.Price}. The router asks once a call. Pure; any thread.
 */
@NullMarked
package dev.ktsu.gateway.price;

import org.jspecify.annotations.NullMarked;
