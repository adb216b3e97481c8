/**
 * Expressions and templates of project files: JMESPath with hyphenated names, {@code {{ }}} text,
 * and what counts as true.
 *
 * <p>Start at {@link dev.ktsu.expressions.Expression}. Everything is compiled once, when a file is
 * loaded; a compiled object is immutable and evaluates on any thread. {@code references()} says
 * before any run what a text reads: from it come a step's dependencies and the loader's refusals.
 * JMESPath itself is io.burt:jmespath behind {@code Expression}; no other package names it. Pure:
 * no clock, no IO; a scope is a JSON object with {@code params}, {@code env}, {@code step} and the
 * finished steps' ids.
 */
@NullMarked
package dev.ktsu.expressions;

import org.jspecify.annotations.NullMarked;
