package dev.ktsu.orchestrator;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.futures.FaultPoints;
import dev.ktsu.orchestrator.kernel.Event;
import dev.ktsu.orchestrator.kernel.EventCodec;
import dev.ktsu.orchestrator.run.RunStore;
import dev.ktsu.orchestrator.store.sqlite.SqliteStore;
import dev.ktsu.testkit.FakeRuntime;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;

/** Runs whose events are read, and what else commits to them. */
abstract class EventsCase extends OrchestratorCase {
  static final int STREAMS_MAX = 20;
  static final String SECRET = "a-secret-of-events";
  static final String ASK =
      """
      params: {schema: {type: object}}
      env: [{name: EVENTS_SECRET, secret: true}]
      pipeline:
        - {id: ask, agent: ./agents/a.agent.yaml, params: {key: "{{ env.EVENTS_SECRET }}"}}
      """;

  FakeRuntime runtime;
  private Path database;

  @Override
  void settings(TestOrchestrator orchestrator) {
    runtime = FakeRuntime.start(orchestrator.vertx(), "rt-fake");
    database = orchestrator.database();
    orchestrator
        .with("KTSU_RUNTIME_URL", runtime.url())
        .with("EVENTS_SECRET", SECRET)
        .with("KTSU_EVENT_STREAMS_MAX", Integer.toString(STREAMS_MAX))
        .with("KTSU_EVENT_BACKLOG_BYTES_MAX", "4096")
        .file(
            "agents/a.agent.yaml",
            """
            name: a
            model: m
            params:
              schema: {type: object, properties: {key: {type: string, secret: true}}}
            prompt: {system: s, user: hello}
            output: {schema: {type: object}}
            """);
  }

  @BeforeEach
  void noScript() {
    runtime.answers(null);
  }

  String invoke(String stem, String rest) {
    orchestrator.workflow(stem, rest);
    return orchestrator.invoke(stem, "{}");
  }

  String ended(String stem, String rest) {
    orchestrator.workflow(stem, rest);
    return orchestrator.run(stem, "{}").at("/run/id").textValue();
  }

  EventReader open(String run, String... headers) {
    return EventReader.open(orchestrator, run, headers);
  }

  /** The next leg of a run; legs of other cases are passed over. */
  InvokeRequest leg(String run) {
    InvokeRequest leg = runtime.next();
    while (!leg.runId().equals(run)) {
      leg = runtime.next();
    }
    return leg;
  }

  static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  int openStreams() {
    String metrics = orchestrator.client().get("/metrics").text();
    return metrics
        .lines()
        .filter(line -> line.startsWith("ktsu_event_streams_open "))
        .mapToInt(line -> (int) Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
        .sum();
  }

  long headOf(String run) {
    try (EventReader reader = open(run)) {
      return Long.parseLong(reader.until("leg_accepted").getLast().id());
    }
  }

  /** Adds wishes to cancel the run behind the back of the orchestrator. */
  void append(String run, long head, int count, String reason) {
    append(run, head, Collections.nCopies(count, new Event.RunCancelling(reason, "")));
  }

  /** Adds events to the file behind the back of the orchestrator, as another process does. */
  void append(String run, long head, List<Event> events) {
    SqliteStore store =
        new SqliteStore(orchestrator.vertx(), database, FaultPoints.NONE, problem -> {});
    store.start().await();
    RunId id = RunId.parse(run);
    RunStore.RunRow row =
        store
            .list(new RunStore.RunQuery("", List.of(), 1, new RunId(id.number() + 1)))
            .await()
            .getFirst();
    List<RunStore.Entry> entries =
        IntStream.range(0, events.size())
            .mapToObj(
                n ->
                    new RunStore.Entry(
                        head + 1 + n,
                        1,
                        EventCodec.type(events.get(n)),
                        EventCodec.VERSION,
                        EventCodec.encode(events.get(n)),
                        null))
            .toList();
    RunStore.RunRow moved =
        new RunStore.RunRow(
            id,
            row.workflow(),
            row.definition(),
            row.state(),
            row.settled(),
            head + events.size(),
            row.createdAt(),
            row.updatedAt(),
            row.completedAt(),
            row.code(),
            row.error(),
            row.used(),
            row.wakeAt(),
            row.owner(),
            row.held());
    store.append(new RunStore.Append(id, head, entries, moved)).await();
    store.stop().await();
  }
}
