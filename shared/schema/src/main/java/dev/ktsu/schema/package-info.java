/**
 * JSON Schema: whether a value is what its author promised, and every place where it is not.
 *
 * <p>Start at {@link dev.ktsu.schema.Schema}: it is compiled once, when a file is loaded, and then
 * asked for each value. {@link dev.ktsu.schema.MetaSchema} judges a schema itself before it is
 * compiled. The loader, the Air-Lock, the parameter check and the agent loop call it. The dialect
 * is draft 2020-12 unless {@code $schema} names another; nothing is ever fetched over a network.
 * Pure; any thread.
 */
@NullMarked
package dev.ktsu.schema;

import org.jspecify.annotations.NullMarked;
