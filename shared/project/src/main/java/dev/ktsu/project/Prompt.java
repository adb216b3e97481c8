package dev.ktsu.project;

import dev.ktsu.expressions.Template;
import java.util.Optional;

/**
 * What an agent is told.
 *
 * @param system fixed text
 * @param user reads the agent's parameters; absent = the parameters as JSON
 * @param reflect asks for a second look at the draft; reads the agent's parameters
 */
public record Prompt(String system, Optional<Template> user, Optional<Template> reflect) {}
