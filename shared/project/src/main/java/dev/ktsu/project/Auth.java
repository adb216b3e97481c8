package dev.ktsu.project;

import dev.ktsu.expressions.Template;

/**
 * How a tool server is told who calls.
 *
 * @param header name of the HTTP header
 * @param secret reads a parameter of the server, or of the agent where the server has none so named
 */
public record Auth(String header, AuthScheme scheme, Template secret) {}
