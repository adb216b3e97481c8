/**
 * Which case of the conformance list is proved by which test.
 *
 * <p>{@link dev.ktsu.testkit.conformance.CaseListener} is found by JUnit in every module that has
 * the test kit on its test class path, and leaves {@code target/cases.tsv} behind. Once all modules
 * were tested, {@link dev.ktsu.testkit.conformance.Conformance} reads these files and {@code
 * docs/conformance.tsv}, and writes or checks the page {@code docs/conformance.md}. It needs
 * nothing but the JDK and runs on the main thread.
 */
@NullMarked
package dev.ktsu.testkit.conformance;

import org.jspecify.annotations.NullMarked;
