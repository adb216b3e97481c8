/**
 * The kinds of files that a project has, and a JSON Schema of each.
 *
 * <p>Start at {@link dev.ktsu.project.kinds.FileKind}. What a kind may hold is declared once, in
 * the resources beside this package: one file for each kind, in the words of JSON Schema, and
 * {@code parts.yaml} for what several have. {@link dev.ktsu.project.kinds.Bundle} puts them
 * together. Of that come the {@link dev.ktsu.project.kinds.Grammar}, by which the readers know the
 * keys of a mapping, their words, bounds and defaults, and the schema, by which editors check and
 * complete; the reference pages show it, and the order of its properties is the order in which
 * files are formatted. Rules that span several keys or files are the readers' own; where a schema
 * can say them too, a test holds the two together.
 *
 * <p>Called by the readers, by the {@code schema} and {@code fmt} commands and by the
 * orchestrator's API. Reads resources of the class path once; immutable, any thread.
 */
@NullMarked
package dev.ktsu.project.kinds;

import org.jspecify.annotations.NullMarked;
