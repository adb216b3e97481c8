/**
 * The entry of every fat jar, compiled for Java 11: it says in one sentence what it needs, or hands
 * over to the class that the manifest names as {@code Ktsu-Main}.
 */
package dev.ktsu.launch;
