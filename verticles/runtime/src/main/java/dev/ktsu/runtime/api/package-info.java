/**
 * What this runtime serves: {@link dev.ktsu.runtime.api.RuntimeApi} takes and cancels legs, answers
 * probes and shows metrics.
 *
 * <p>Runs on the event loop of the API verticle; legs run on their own.
 */
@NullMarked
package dev.ktsu.runtime.api;

import org.jspecify.annotations.NullMarked;
