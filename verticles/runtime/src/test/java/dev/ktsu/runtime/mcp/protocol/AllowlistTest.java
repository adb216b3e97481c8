package dev.ktsu.runtime.mcp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ktsu.testkit.Case;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowlistTest {
  @ParameterizedTest
  @CsvSource({
    "get_user,get_user,true",
    "get_user,get_users,false",
    "get_*,get_user,true",
    "get_*,get_,true",
    "get_*,set_user,false",
    "*,anything,true"
  })
  @Case("G16-05")
  void patternIsExactOrAPrefixOrEverything(String pattern, String tool, boolean permitted) {
    assertEquals(permitted, new Allowlist(List.of(pattern)).permits(tool));
  }
}
