/**
 * The agent runtime as a process or as a part of one. Start reading at {@link
 * dev.ktsu.runtime.RuntimeService}: it builds the parts and deploys the verticles, each a shell
 * around one of them: the API, the loops in which legs run, the heartbeat.
 *
 * <p>{@link dev.ktsu.runtime.RuntimeMain} makes a process of it; the all-in-one starts the service
 * beside the other tiers.
 */
@NullMarked
package dev.ktsu.runtime;

import org.jspecify.annotations.NullMarked;
