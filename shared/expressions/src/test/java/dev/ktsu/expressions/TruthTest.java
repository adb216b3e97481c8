package dev.ktsu.expressions;

import static dev.ktsu.expressions.ExpressionTest.json;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TruthTest {
  @ParameterizedTest
  @ValueSource(strings = {"null", "false", "\"\"", "0", "0.0", "-0.0", "[]", "{}"})
  void emptyValuesAreFalse(String value) {
    assertEquals(false, Truth.isTrue(json(value)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "\"false\"", "\" \"", "1", "-0.5", "[0]", "{\"a\":null}"})
  void everythingElseIsTrue(String value) {
    assertEquals(true, Truth.isTrue(json(value)));
  }
}
