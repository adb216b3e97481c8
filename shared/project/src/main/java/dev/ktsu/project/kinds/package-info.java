/**
 * The kinds of files that a project has, and a JSON Schema of each.
 *
 * <p>Start at {@link dev.ktsu.project.kinds.FileKind}. The schemas are written in the resources
 * beside this package, one file for each kind and {@code parts.yaml} for what several have; {@link
 * dev.ktsu.project.kinds.Bundle} makes documents of them that stand alone. Editors check files by
 * them, the reference pages show them, and the order of their properties is the order in which
 * files are formatted. The readers decide what is accepted; a test holds the two together.
 *
 * <p>Called by the {@code schema} and {@code fmt} commands and by the orchestrator's API. Reads
 * resources of the class path; immutable, any thread.
 */
@NullMarked
package dev.ktsu.project.kinds;

import org.jspecify.annotations.NullMarked;
