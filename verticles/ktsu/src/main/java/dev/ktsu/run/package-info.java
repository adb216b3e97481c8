/**
 * One run on this machine without a server: {@link dev.ktsu.run.RunCommand} starts a workflow,
 * {@link dev.ktsu.run.ResumeCommand} goes on with what an earlier process left. Both start the
 * tiers in this process on free loopback ports ({@link dev.ktsu.run.LocalTiers}), follow runs by
 * reading their records ({@link dev.ktsu.run.Follower}) and show each change as {@link
 * dev.ktsu.run.Progress} says.
 *
 * <p>The main thread waits and prints; the tiers run on their event loops. Ctrl-C cancels the run
 * ({@link dev.ktsu.run.CtrlC}).
 */
@NullMarked
package dev.ktsu.run;

import org.jspecify.annotations.NullMarked;
