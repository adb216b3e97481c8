/**
 * What is wrong, and what to do about it: {@link dev.ktsu.orchestrator.doctor.Checkup} looks at a
 * store and its runs, the same in an orchestrator that runs and in a command beside a store that no
 * orchestrator uses. It changes nothing.
 *
 * <p>Called by the API and by {@code ktsu doctor}; futures come back on the caller's context.
 */
@NullMarked
package dev.ktsu.orchestrator.doctor;

import org.jspecify.annotations.NullMarked;
