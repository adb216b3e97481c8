/**
 * JSON as every tier reads and writes it: one mapper, unknown fields ignored, whole numbers exact.
 * Pure; any thread.
 */
@NullMarked
package dev.ktsu.contracts.json;

import org.jspecify.annotations.NullMarked;
