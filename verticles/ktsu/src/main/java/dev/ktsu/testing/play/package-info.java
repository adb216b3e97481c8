/**
 * Plays one test: {@link dev.ktsu.testing.play.Rehearsal} starts a real orchestrator with the
 * memory store and a real runtime on loopback, within a {@link dev.ktsu.testing.stage.Stage}, runs
 * the workflow and gives the {@link dev.ktsu.testing.play.Outcome}. Time that nobody works in is
 * skipped, as the run's journal tells ({@link dev.ktsu.testing.play.Journal}).
 *
 * <p>The main thread drives and waits; the tiers run on their event loops.
 */
@NullMarked
package dev.ktsu.testing.play;

import org.jspecify.annotations.NullMarked;
