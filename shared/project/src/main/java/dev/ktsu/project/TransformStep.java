package dev.ktsu.project;

import dev.ktsu.expressions.Expression;
import java.util.List;

/**
 * A step that reshapes data.
 *
 * @param inputs what it works on; empty = the outputs of its dependencies
 * @param ops what is done to it, in order
 */
public record TransformStep(StepHead head, List<Expression> inputs, List<Op> ops) implements Step {
  public TransformStep {
    inputs = List.copyOf(inputs);
    ops = List.copyOf(ops);
  }
}
