package dev.ktsu.project;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a step asks of the gateway instead of what its agent asks.
 *
 * @param group a model group of the gateway
 * @param maxTokens most tokens of one answer
 */
public record ModelOverride(Optional<String> group, OptionalInt maxTokens) {}
