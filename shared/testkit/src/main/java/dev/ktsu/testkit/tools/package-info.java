/**
 * Tool servers for tests, on the true wire: {@link dev.ktsu.testkit.tools.FakeToolServer} speaks
 * both transports of the Model Context Protocol and misbehaves as told.
 *
 * <p>Test scope only; methods may be called from the test's thread.
 */
@NullMarked
package dev.ktsu.testkit.tools;

import org.jspecify.annotations.NullMarked;
