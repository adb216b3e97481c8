package dev.ktsu.gateway.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.contracts.wire.GatewayRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolNamesTest {
  @Test
  void aNameThatEveryProviderTakesStays() {
    String name = "kv_get-2";

    assertSame(name, ToolNames.safe(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "files.read", "größe", "a b", "x/y"})
  void anyOtherNameBecomesOneThatComesBack(String name) {
    String safe = ToolNames.safe(name);

    assertTrue(safe.matches("[a-zA-Z0-9_-]{1,64}"), safe);
    assertEquals(name, namesOf(name).original(safe));
  }

  @Test
  void longNamesAreCutAndStayApart() {
    String one = "a".repeat(80) + "1";
    String two = "a".repeat(80) + "2";

    assertEquals(64, ToolNames.safe(one).length());
    assertNotEquals(ToolNames.safe(one), ToolNames.safe(two));
  }

  @Test
  void namesThatDifferOnlyInRefusedCharactersStayApart() {
    assertNotEquals(ToolNames.safe("a.b"), ToolNames.safe("a/b"));
  }

  private static ToolNames namesOf(String name) {
    return ToolNames.of(List.of(new GatewayRequest.ToolSpec(name, null, null)));
  }
}
