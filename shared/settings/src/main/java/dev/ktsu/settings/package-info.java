/**
 * One registry of every setting and limit: name, environment variable, flag, default, unit.
 *
 * <p>Start at {@link dev.ktsu.settings.Registry}: a value that an operator can change stands there
 * and nowhere else, and docs/configuration.md is made from it. {@link dev.ktsu.settings.Settings}
 * holds what one process was given: flags beat environment variables, an empty variable counts as
 * unset. Immutable; any thread.
 */
@NullMarked
package dev.ktsu.settings;

import org.jspecify.annotations.NullMarked;
