package dev.ktsu.http.client;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DescriptorsTest {
  @Test
  void connectionsThatDoNotFitAreSaidWithTheRemedy() {
    assertTrue(Descriptors.warning(1_000, 20_000).isEmpty());
    assertTrue(Descriptors.warning(18_501, 20_000).orElseThrow().contains("ulimit -n"));
    assertTrue(Descriptors.warning(64).isEmpty());
  }
}
