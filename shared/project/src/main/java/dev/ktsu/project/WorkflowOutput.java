package dev.ktsu.project;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a workflow promises to yield.
 *
 * @param schema JSON Schema of the run's output; not to be changed
 */
public record WorkflowOutput(ObjectNode schema) {}
