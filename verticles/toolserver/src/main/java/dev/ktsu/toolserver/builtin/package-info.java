/**
 * The tools that come with the product: the time of day, counts over a text, and notes. They show
 * how a tool is written; each class gives the tools of one server.
 *
 * <p>Pure but for the clock that is handed in, and for the notes; any thread.
 */
@NullMarked
package dev.ktsu.toolserver.builtin;

import org.jspecify.annotations.NullMarked;
