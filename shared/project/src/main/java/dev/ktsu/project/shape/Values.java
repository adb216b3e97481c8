package dev.ktsu.project.shape;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;

/** When JMESPath takes two values for the same. */
final class Values {
  private Values() {}

  /** Whether any of these may be the same as any of those. */
  static boolean meet(Collection<JsonNode> some, Collection<JsonNode> others) {
    return some.stream().anyMatch(one -> others.stream().anyMatch(other -> isSame(one, other)));
  }

  /** Lists and objects are not looked into: they may be the same. */
  private static boolean isSame(JsonNode left, JsonNode right) {
    if (left.isNumber() && right.isNumber()) {
      return left.decimalValue().compareTo(right.decimalValue()) == 0;
    }
    return (left.isContainerNode() && right.isContainerNode()) || left.equals(right);
  }
}
