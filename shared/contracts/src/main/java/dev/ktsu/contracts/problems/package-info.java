/**
 * Errors that a user or another tier can see: one root, four families, one factory per cause.
 *
 * <p>Start at {@link dev.ktsu.contracts.problems.Problems}: it holds the sentence of each cause.
 * {@link dev.ktsu.contracts.problems.Code} is the closed list of machine-readable codes. On the
 * wire a problem is {@code application/problem+json} (RFC 9457) with members that readers of Go's
 * ktsu also find: {@code error}, {@code message}, {@code retryable}. Pure; any thread.
 */
@NullMarked
package dev.ktsu.contracts.problems;

import org.jspecify.annotations.NullMarked;
