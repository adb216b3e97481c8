/**
 * A load on a running all-in-one as its callers make it: {@link
 * dev.ktsu.gatling.InvokeAndFollowSimulation} invokes a workflow and asks for the run until it is
 * complete. Gatling starts it, and writes the report.
 */
@NullMarked
package dev.ktsu.gatling;

import org.jspecify.annotations.NullMarked;
