/**
 * The money of one request: what each call to a provider may cost at worst, whether the leg may
 * spend that, and what was billed or may have been.
 *
 * <p>Start at {@link dev.ktsu.gateway.budget.Account}, one a request. The router opens a {@link
 * dev.ktsu.gateway.budget.Charge} before each try, the provider says what it came to. Nothing is
 * kept between requests: what a leg has spent comes with each of them. On the event loop of the
 * request.
 */
@NullMarked
package dev.ktsu.gateway.budget;

import org.jspecify.annotations.NullMarked;
