package dev.ktsu.project;

import dev.ktsu.expressions.Expression;
import java.util.List;

/** One operation of a transform. */
public sealed interface Op {
  /** The name of the operation in a file, as errors show it. */
  String word();

  /** Merges the outputs of steps deeply into the data. */
  record Merge(List<String> steps) implements Op {
    public Merge {
      steps = List.copyOf(steps);
    }

    @Override
    public String word() {
      return "merge";
    }
  }

  /**
   * Keeps the items for which a test holds.
   *
   * @param selection {@code [?test]}: evaluated against the list
   */
  record Filter(Expression selection) implements Op {
    @Override
    public String word() {
      return "filter";
    }
  }

  /** Sorts the items by what the field yields for each. */
  record Sort(Expression field, boolean descending) implements Op {
    @Override
    public String word() {
      return "sort";
    }
  }

  /** Puts what the expression yields for an item in its place. */
  record MapEach(Expression each) implements Op {
    @Override
    public String word() {
      return "map";
    }
  }

  /** Takes one level of nesting away. */
  record Flatten() implements Op {
    @Override
    public String word() {
      return "flatten";
    }
  }

  /** Keeps the first item of those for which the field yields the same. */
  record Deduplicate(Expression field) implements Op {
    @Override
    public String word() {
      return "deduplicate";
    }
  }
}
