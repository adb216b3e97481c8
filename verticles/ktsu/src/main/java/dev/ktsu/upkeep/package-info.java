/**
 * Commands for whoever operates an orchestrator: {@link dev.ktsu.upkeep.BackupCommand} copies a
 * store that is in use, {@link dev.ktsu.upkeep.RestoreCommand} puts a copy in its place, {@link
 * dev.ktsu.upkeep.DoctorCommand} says what is wrong.
 *
 * <p>They run on the main thread, read the settings of an orchestrator, and work on the store
 * itself.
 */
@NullMarked
package dev.ktsu.upkeep;

import org.jspecify.annotations.NullMarked;
