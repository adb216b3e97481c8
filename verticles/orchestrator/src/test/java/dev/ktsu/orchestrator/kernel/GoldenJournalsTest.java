package dev.ktsu.orchestrator.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.orchestrator.kernel.Event.Recorded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Journals as each release wrote them, folded to the states that it folded them to. A release that
 * is out keeps its folder as it is; {@code -Dgolden.write=true} writes that of the next one anew.
 */
class GoldenJournalsTest {
  /** The release that is not out yet. */
  private static final String RELEASE = "0.1.0";

  private static final Path JOURNALS = Path.of("src/test/resources/journals");
  private static final String JOURNAL = ".journal.jsonl";
  private static final String STATE = ".state.txt";

  static List<Path> journals() throws IOException {
    if (Boolean.getBoolean("golden.write")) {
      for (GoldenRuns run : GoldenRuns.values()) {
        write(run);
      }
    }
    try (Stream<Path> files = Files.walk(JOURNALS)) {
      return files.filter(file -> file.toString().endsWith(JOURNAL)).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("journals")
  void journalIsFoldedToTheStateThatWasRecorded(Path journal) throws IOException {
    RunState state = Evolve.all(RunState.unborn(new RunId(1)), read(journal));
    Path recorded = Path.of(journal.toString().replace(JOURNAL, STATE));
    assertEquals(Files.readString(recorded), GoldenStates.told(state), journal.toString());
  }

  @Test
  void everyReleaseIsThereAndThisOneHasEveryTypeOfEvent() throws IOException {
    assertFalse(journals().isEmpty());
    Set<Class<?>> written =
        journals().stream()
            .filter(journal -> journal.getParent().endsWith(RELEASE))
            .flatMap(journal -> read(journal).stream())
            .map(recorded -> recorded.event().getClass())
            .collect(Collectors.toSet());
    Set<Class<?>> known = Set.copyOf(Arrays.asList(Event.class.getPermittedSubclasses()));
    assertEquals(names(known), names(written), "add it to GoldenRuns, then -Dgolden.write=true");
  }

  private static Set<String> names(Set<Class<?>> types) {
    return types.stream().map(Class::getSimpleName).collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<Recorded> read(Path journal) {
    try (Stream<String> lines = Files.lines(journal)) {
      return lines.map(Json::parse).map(GoldenJournalsTest::event).toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Recorded event(JsonNode line) {
    return EventCodec.decode(
        line.get("seq").longValue(),
        line.get("at").longValue(),
        line.get("type").textValue(),
        line.get("v").intValue(),
        Json.bytes(line.get("meta")));
  }

  private static void write(GoldenRuns run) throws IOException {
    Bench bench = run.played();
    Path folder = Files.createDirectories(JOURNALS.resolve(RELEASE));
    List<String> lines = bench.journal.stream().map(each -> line(each.recorded())).toList();
    Files.write(folder.resolve(run.file() + JOURNAL), lines);
    Files.writeString(folder.resolve(run.file() + STATE), GoldenStates.told(bench.state));
  }

  private static String line(Recorded recorded) {
    return Json.text(
        Json.object()
            .put("seq", recorded.seq())
            .put("at", recorded.at())
            .put("type", EventCodec.type(recorded.event()))
            .put("v", EventCodec.VERSION)
            .set("meta", Json.parse(EventCodec.encode(recorded.event()))));
  }
}
