package dev.ktsu.project;

import dev.ktsu.expressions.Expression;
import java.util.Optional;

/**
 * A step that is carried out once for every element of a list.
 *
 * @param from yields the list
 * @param name by which the step's texts may also read the element, beside {@code item}; its index
 *     is then {@code <name>_index} too
 * @param itemsMax of a longer list the rest is left out; 0 = all of it
 * @param concurrency items at the same time; 0 = as many as the engine allows
 * @param failuresMax items that may fail; -1 = any number
 * @param consolidation what comes of the outputs of the items
 */
public record ForEach(
    Expression from,
    Optional<String> name,
    int itemsMax,
    int concurrency,
    int failuresMax,
    Consolidation consolidation) {}
