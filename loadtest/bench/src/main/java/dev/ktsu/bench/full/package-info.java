/**
 * A store with very many finished runs: {@link dev.ktsu.bench.full.FullStore} fills one through the
 * product's own class, {@link dev.ktsu.bench.full.Questions} names what operators and the product
 * ask of it, each with the index that it should go by. Everything is called from the thread of the
 * benchmark.
 */
@NullMarked
package dev.ktsu.bench.full;

import org.jspecify.annotations.NullMarked;
