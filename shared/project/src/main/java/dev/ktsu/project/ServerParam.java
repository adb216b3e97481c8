package dev.ktsu.project;

import java.util.Optional;

/** A parameter that a tool server declares; without a default it needs a value in each step. */
public record ServerParam(String description, Optional<String> defaultValue, boolean secret) {}
