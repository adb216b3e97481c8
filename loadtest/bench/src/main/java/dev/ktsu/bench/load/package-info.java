/**
 * A load generator for HTTP/1.1 on loopback that costs little beside what it measures: {@link
 * dev.ktsu.bench.load.Load} drives many connections from the thread that calls it, {@link
 * dev.ktsu.bench.load.Caller} one at a time, and {@link dev.ktsu.bench.load.Sink} answers whatever
 * comes. Messages must carry {@code Content-Length}.
 */
@NullMarked
package dev.ktsu.bench.load;

import org.jspecify.annotations.NullMarked;
