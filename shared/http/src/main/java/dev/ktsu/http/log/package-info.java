/**
 * The process log: text for people or JSON for machines, on stderr, scrubbed of secret values.
 *
 * <p>Called once at start. Lines carry {@code run}, {@code step}, {@code leg} and {@code trace} as
 * key-value pairs of SLF4J's fluent API; never a prompt, a tool argument or a secret.
 */
@NullMarked
package dev.ktsu.http.log;

import org.jspecify.annotations.NullMarked;
