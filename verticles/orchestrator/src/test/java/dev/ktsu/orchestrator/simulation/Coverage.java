package dev.ktsu.orchestrator.simulation;

import dev.ktsu.contracts.state.Signal;
import dev.ktsu.contracts.state.State;
import dev.ktsu.contracts.state.Transitions;
import dev.ktsu.orchestrator.kernel.Command;
import dev.ktsu.orchestrator.kernel.Event;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How often the worlds have met each transition of the state table, event, command, fault and race.
 * One that was never met proves nothing, and counts as a failure.
 */
final class Coverage {
  /** Ways out that other signals take. */
  private static final Set<String> UNUSED =
      Set.of("pending > skipped", "pending > cancelled", "cancelling > failed");

  private final Map<String, Map<String, Long>> counts = new LinkedHashMap<>();
  private long worlds;
  private long happened;
  private long committed;

  Coverage() {
    expect("transition", transitions());
    expect("event", names(Event.class.getPermittedSubclasses()));
    expect("command", names(Command.class.getPermittedSubclasses()));
    expect("fault", names(Fault.values()));
    expect("race", names(Race.values()));
  }

  void met(String kind, String name) {
    counts.get(kind).merge(name, 1L, Long::sum);
  }

  void world(long eventsHappened, long eventsCommitted) {
    worlds++;
    happened += eventsHappened;
    committed += eventsCommitted;
  }

  /** What was never met, though it can be; or was met, though nothing leads there. */
  List<String> gaps() {
    return counts.entrySet().stream()
        .flatMap(
            kind ->
                kind.getValue().entrySet().stream()
                    .filter(entry -> (entry.getValue() == 0) != UNUSED.contains(entry.getKey()))
                    .map(entry -> kind.getKey() + " " + entry.getKey() + ": " + entry.getValue()))
        .toList();
  }

  /** As a table in Markdown. */
  String table() {
    StringBuilder text = new StringBuilder();
    text.append(
        "%d worlds, %.0f events and %.0f journal entries each%n%n"
            .formatted(worlds, happened / (double) worlds, committed / (double) worlds));
    text.append("| kind | what | how often |\n|---|---|---|\n");
    counts.forEach(
        (kind, each) ->
            each.forEach(
                (name, count) ->
                    text.append("| %s | %s | %s |\n".formatted(kind, name, shown(name, count)))));
    return text.toString();
  }

  private static String shown(String name, long count) {
    return UNUSED.contains(name) && count == 0 ? "nothing leads there yet" : Long.toString(count);
  }

  private void expect(String kind, Iterable<String> names) {
    Map<String, Long> zeros = new LinkedHashMap<>();
    names.forEach(name -> zeros.put(name, 0L));
    counts.put(kind, zeros);
  }

  static String transition(State from, State to) {
    return from.inner() + " > " + to.inner();
  }

  private static Set<String> transitions() {
    Set<String> names = new LinkedHashSet<>();
    for (State from : State.values()) {
      for (Signal signal : Signal.values()) {
        Transitions.next(from, signal).ifPresent(to -> names.add(transition(from, to)));
      }
    }
    return names;
  }

  private static List<String> names(Class<?>[] classes) {
    return Arrays.stream(classes).map(Class::getSimpleName).toList();
  }

  private static List<String> names(Enum<?>[] values) {
    return Arrays.stream(values).map(Coverage::name).toList();
  }

  static String name(Enum<?> value) {
    return value.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }
}
