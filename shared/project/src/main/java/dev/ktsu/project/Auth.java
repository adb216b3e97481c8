package dev.ktsu.project;

import dev.ktsu.expressions.Template;

/**
 * How a tool server is told who calls, or a workflow.
 *
 * @param header name of the HTTP header
 * @param secret of a tool server, reads a parameter of it, or of the agent where the server has
 *     none so named; of a workflow, reads its environment
 */
public record Auth(String header, AuthScheme scheme, Template secret) {}
