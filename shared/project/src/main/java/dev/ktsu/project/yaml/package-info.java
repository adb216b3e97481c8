/**
 * YAML as a tree in which every node knows its place.
 *
 * <p>Start at {@link dev.ktsu.project.yaml.YamlFile}. YAML 1.2 core schema: {@code on} and {@code
 * yes} are strings. Anchors, aliases and {@code <<} work; duplicate keys, recursive anchors, other
 * tags, a second document and a file of unreasonable size are refused. Called by the readers of
 * project files alone. Pure; any thread.
 */
@NullMarked
package dev.ktsu.project.yaml;

import org.jspecify.annotations.NullMarked;
