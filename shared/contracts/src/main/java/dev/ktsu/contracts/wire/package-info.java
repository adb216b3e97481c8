/**
 * The records that cross a tier border, one a message, named in JSON by snake_case.
 *
 * <p>Rules for them: a component that a peer may leave out is {@code @Nullable} and boxed, absent
 * and null mean the same, lists are never null once read, unknown fields are ignored, and a new
 * component is optional for ever. Peers are our own tiers and those of Go's ktsu. Pure; any thread.
 */
@NullMarked
package dev.ktsu.contracts.wire;

import org.jspecify.annotations.NullMarked;
