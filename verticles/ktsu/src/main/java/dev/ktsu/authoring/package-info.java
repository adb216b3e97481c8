/**
 * Commands for whoever writes a project: {@link dev.ktsu.authoring.SchemaCommand} gives editors the
 * schemas of its files, {@link dev.ktsu.authoring.FmtCommand} puts their keys in order.
 *
 * <p>They run on the main thread, block on files and need no tier.
 */
@NullMarked
package dev.ktsu.authoring;

import org.jspecify.annotations.NullMarked;
