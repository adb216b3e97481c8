/**
 * A real Postgres for tests, with nothing but a JDK and Maven on the machine: the server comes out
 * of a jar, runs on a free port of loopback, and keeps what it promises to disk as in production.
 *
 * <p>{@link dev.ktsu.testkit.postgres.FreshDatabase} is what a test class asks for; the server
 * behind it ({@link dev.ktsu.testkit.postgres.PostgresServer}) starts with the first one and ends
 * with the JVM, however that ends. Everything here is called from the test's thread.
 */
@NullMarked
package dev.ktsu.testkit.postgres;

import org.jspecify.annotations.NullMarked;
