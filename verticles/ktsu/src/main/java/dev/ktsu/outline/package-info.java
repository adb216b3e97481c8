/**
 * Shows what a workflow is made of: steps and the order between them, agents, tool servers,
 * sub-workflows. {@link dev.ktsu.outline.WorkflowCommand} is {@code ktsu workflow tree}; {@link
 * dev.ktsu.outline.Mermaid} also draws for {@code ktsu validate --graph}.
 *
 * <p>Each printer turns a {@link dev.ktsu.project.Outline} into text and knows nothing else. Runs
 * on the main thread and blocks on files; needs no tier.
 */
@NullMarked
package dev.ktsu.outline;

import org.jspecify.annotations.NullMarked;
