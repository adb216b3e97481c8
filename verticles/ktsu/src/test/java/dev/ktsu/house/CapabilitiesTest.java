package dev.ktsu.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page of capabilities says of each test that one asks for how it stands, and which it is. */
class CapabilitiesTest {
  private static final Path PAGE = Sources.HOME.resolve("docs/capabilities.md");
  private static final Pattern HEADING = Pattern.compile("(?m)^## (.*)$");
  private static final List<String> STANDINGS =
      List.of("kept", "changed", "not kept yet", "not applicable");

  private final Standings capabilities = new Standings(PAGE);

  @Test
  void everyCapabilityHasItsPart() {
    assertEquals(
        List.of(
            "One table of states",
            "Work survives its orchestrator",
            "No result is lost",
            "What a step waits for",
            "Handing work over",
            "Cancel",
            "Silence and deadlines",
            "Several orchestrators",
            "Broken connections",
            "Known mistakes"),
        HEADING.matcher(Sources.read(PAGE)).results().map(heading -> heading.group(1)).toList());
  }

  @Test
  void everyRowStandsThereOnce() {
    capabilities.assertNumberedTo(79);
  }

  @Test
  void standingIsOneOfFourAndHasItsReason() {
    capabilities.assertReasoned(STANDINGS);
  }

  @Test
  void pageCountsItsRows() {
    capabilities.assertCounted(
        "%d are kept, %d changed, %d not kept yet, %d not applicable.", STANDINGS);
  }

  @Test
  void everyTestThatIsNamedExists() {
    capabilities.assertTestsExist();
  }
}
