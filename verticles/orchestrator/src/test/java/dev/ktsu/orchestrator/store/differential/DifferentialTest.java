package dev.ktsu.orchestrator.store.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.futures.Clock;
import dev.ktsu.futures.FaultPoints;
import dev.ktsu.orchestrator.run.RunStore;
import dev.ktsu.orchestrator.store.memory.MemoryStore;
import dev.ktsu.orchestrator.store.postgres.DatabaseAddress;
import dev.ktsu.orchestrator.store.postgres.Patience;
import dev.ktsu.orchestrator.store.postgres.PostgresStore;
import dev.ktsu.orchestrator.store.sqlite.SqliteStore;
import dev.ktsu.testkit.postgres.FreshDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every store answers every operation as the model does. {@code -Dktsu.operations=1000000
 * -Dsurefire.args=-Xmx4g} goes on for longer, {@code -Dktsu.seed=…} repeats a series.
 */
class DifferentialTest {
  @RegisterExtension static final FreshDatabase DATABASE = new FreshDatabase();

  private static final long OPERATIONS = Long.getLong("ktsu.operations", 100_000);
  private static final long SEED = Long.getLong("ktsu.seed", new SecureRandom().nextInt());

  /** At once. */
  private static final int WRITES_A_STEP = 500;

  private static final int READS_A_STEP = 250;

  private static final int STEPS_BETWEEN_OPENINGS = 10;
  private static final Path LIST = Path.of("target", "differential-operations.txt");

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final List<Subject> subjects = new ArrayList<>();
  private final Model model = new Model();
  private final Operations operations = new Operations(SEED, model);

  /** Two openers of one store. */
  private static final class Subject {
    private final String name;
    private final Supplier<RunStore> maker;
    private final RunStore[] openers = new RunStore[2];

    Subject(String name, Supplier<RunStore> maker) {
      this.name = name;
      this.maker = maker;
      open(0);
      open(1);
    }

    void open(int opener) {
      openers[opener] = maker.get();
      openers[opener].start().await();
    }

    void close(int opener) {
      openers[opener].stop().await();
    }
  }

  /** An operation, through which opener it goes, and what it must answer. */
  private record Asked(Operation operation, int opener, Object expected) {}

  @BeforeEach
  void open() {
    MemoryStore.Data data = new MemoryStore.Data(Clock.system());
    Path file = folder.resolve("ktsu.db");
    DatabaseAddress address = DatabaseAddress.of(DATABASE.url(), "");
    subjects.add(new Subject("memory", () -> MemoryStore.of(vertx, data)));
    subjects.add(
        new Subject(
            "sqlite",
            () -> new SqliteStore(vertx, file, FaultPoints.NONE, DifferentialTest::damaged)));
    subjects.add(
        new Subject(
            "postgres",
            () ->
                new PostgresStore(
                    vertx, address, Patience.USUAL, Clock.system(), DifferentialTest::damaged)));
  }

  @AfterEach
  void close() {
    for (Subject subject : subjects) {
      subject.close(0);
      subject.close(1);
    }
    vertx.close().await();
  }

  @Test
  void storesAnswerAlike() throws IOException {
    System.out.println("seed " + SEED);
    try (BufferedWriter list = Files.newBufferedWriter(LIST)) {
      long asked = 0;
      for (int step = 0; asked < OPERATIONS; step++, asked += WRITES_A_STEP + READS_A_STEP) {
        ask(list, writes());
        ask(list, reads());
        if (step % STEPS_BETWEEN_OPENINGS == 0) {
          openAnew(list);
        }
      }
    }
  }

  /**
   * What is asked at once must have one outcome only: operations on one run go through one opener,
   * which keeps their order, and a name is given only once.
   */
  private List<Asked> writes() {
    operations.tick();
    List<Asked> asked = new ArrayList<>(WRITES_A_STEP);
    Map<RunId, Integer> openers = new HashMap<>();
    Set<String> names = new HashSet<>();
    while (asked.size() < WRITES_A_STEP) {
      Operation operation = operations.write();
      boolean alone =
          switch (operation) {
            case Operation.Keep keep -> names.add(keep.digest());
            case Operation.Take take -> names.add(take.claim().key());
            default -> true;
          };
      int opener =
          operation instanceof Operation.Add add
              ? openers.computeIfAbsent(add.append().run(), run -> operations.one(2))
              : operations.one(2);
      if (alone) {
        asked.add(new Asked(operation, opener, operation.on(model)));
      }
    }
    return asked;
  }

  private List<Asked> reads() {
    List<Asked> asked = new ArrayList<>(READS_A_STEP);
    asked.add(read(new Operation.Unsettled()));
    while (asked.size() < READS_A_STEP) {
      asked.add(read(operations.read()));
    }
    return asked;
  }

  private Asked read(Operation operation) {
    return new Asked(operation, operations.one(2), operation.on(model));
  }

  private void openAnew(BufferedWriter list) throws IOException {
    int opener = operations.one(2);
    list.write("close and open " + opener + "\n");
    for (Subject subject : subjects) {
      subject.close(opener);
      subject.open(opener);
    }
  }

  private void ask(BufferedWriter list, List<Asked> asked) throws IOException {
    for (Asked one : asked) {
      list.write(one.opener() + ": " + one.operation() + "\n");
    }
    List<List<Future<?>>> answers = new ArrayList<>();
    for (Subject subject : subjects) {
      List<Future<?>> ofSubject = new ArrayList<>();
      for (Asked one : asked) {
        ofSubject.add(one.operation().on(subject.openers[one.opener()]));
      }
      answers.add(ofSubject);
    }
    for (int i = 0; i < subjects.size(); i++) {
      compare(subjects.get(i).name, asked, answers.get(i), list);
    }
  }

  private static void compare(
      String store, List<Asked> asked, List<Future<?>> answers, BufferedWriter list)
      throws IOException {
    Future.join(answers).otherwiseEmpty().await();
    for (int i = 0; i < asked.size(); i++) {
      Future<?> answer = answers.get(i);
      Asked one = asked.get(i);
      Object found = answer.failed() ? answer.cause() : answer.await();
      if (!one.expected().equals(found)) {
        list.flush();
        assertEquals(
            one.expected(),
            found,
            "%s, seed %d, %s; every operation so far is in %s"
                .formatted(store, SEED, one.operation(), LIST.toAbsolutePath()));
      }
    }
  }

  private static void damaged(Throwable problem) {
    fail(problem);
  }
}
