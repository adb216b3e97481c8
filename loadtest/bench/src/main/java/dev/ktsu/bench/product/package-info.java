/**
 * The product as the benchmarks see it, from outside: {@link dev.ktsu.bench.product.Tier} is one of
 * its processes, {@link dev.ktsu.bench.product.Engine} an orchestrator with its store, and {@link
 * dev.ktsu.bench.product.Ledger} counts in that store what was really done.
 */
@NullMarked
package dev.ktsu.bench.product;

import org.jspecify.annotations.NullMarked;
