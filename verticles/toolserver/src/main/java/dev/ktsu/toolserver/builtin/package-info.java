/**
 * The tools that come with the product: the time of day, and counts over a text. They show how a
 * tool is written; each class gives the tools of one server.
 *
 * <p>Pure but for the clock that is handed in; any thread.
 */
@NullMarked
package dev.ktsu.toolserver.builtin;

import org.jspecify.annotations.NullMarked;
