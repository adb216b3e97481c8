/**
 * Times as people write them: in workflow files, in the queries of requests, in flags of the
 * command line. Pure.
 */
@NullMarked
package dev.ktsu.contracts.time;

import org.jspecify.annotations.NullMarked;
