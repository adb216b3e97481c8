/**
 * Crash tests: the product's jars as processes on loopback, killed again and again under a load
 * whose every call outside is counted. {@link dev.ktsu.crash.Crashes} is the program, started by
 * {@code .ci/crash}; a {@link dev.ktsu.crash.Plan} says what runs and what dies, {@link
 * dev.ktsu.crash.Load} asks for runs, {@link dev.ktsu.crash.Outside} is the model provider, the
 * tool server and the receiver of webhooks, and {@link dev.ktsu.crash.Audit} compares what they saw
 * with what the product tells of its runs.
 *
 * <p>One thread runs the plans and kills; each invoke is a virtual thread; the outside answers on
 * event loops. {@link dev.ktsu.crash.HaltingPoints} alone runs inside the product.
 */
@NullMarked
package dev.ktsu.crash;

import org.jspecify.annotations.NullMarked;
