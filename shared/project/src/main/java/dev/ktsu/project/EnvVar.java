package dev.ktsu.project;

import java.util.Optional;

/**
 * A variable that a root workflow or the gateway takes from the environment.
 *
 * @param secret whether its value is kept out of records, prompts and logs
 * @param defaultValue its value when the environment has none
 */
public record EnvVar(
    String name, boolean secret, Optional<String> defaultValue, String description) {}
