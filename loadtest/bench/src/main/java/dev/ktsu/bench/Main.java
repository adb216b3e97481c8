package dev.ktsu.bench;

import dev.ktsu.bench.load.Sink;
import dev.ktsu.bench.product.Engine;
import dev.ktsu.bench.product.Engine.Jars;
import dev.ktsu.bench.profile.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Runs benchmarks and prints what they found. */
public final class Main {
  /** As {@code ktsu start} runs the product; the heap is named, so that machines compare. */
  private static final List<String> FLAGS =
      List.of("-XX:+UseG1GC", "-Xms512m", "-Xmx1g", "-XX:+ExitOnOutOfMemoryError");

  private static final Benchmark BARE = new BareCommits();
  private static final List<Benchmark> ALL =
      List.of(
          new PureChain(),
          new EachStep(),
          new WebhookSteps(),
          new AgentSteps(),
          new FanOut(),
          new GatewayCalls(),
          new LongHistory(),
          new Restart(),
          new Million(),
          new Overload());

  private Main() {}

  public static void main(String[] args) throws Exception {
    Options options;
    try {
      options = Options.of(List.of(args));
    } catch (IllegalArgumentException wrong) {
      System.err.println("Error: " + wrong.getMessage());
      System.exit(2);
      return;
    }
    Path data = options.root().resolve("loadtest/bench/target/data");
    String head = head(options, data);
    System.out.println(head);
    boolean good;
    try (Sink sink = Sink.start("{}")) {
      Rig rig =
          new Rig(new Jars(options.root(), FLAGS, data, options.store()), options.phases(), sink);
      good = options.profile() ? profile(options, rig) : run(options, rig, head);
    }
    System.exit(good ? 0 : 1);
  }

  /** Profiles the benchmarks that are named, or the first. */
  private static boolean profile(Options options, Rig rig) throws Exception {
    List<String> names = options.only().isEmpty() ? names().subList(0, 1) : options.only();
    for (Benchmark benchmark : ALL) {
      if (names.contains(benchmark.name()) && benchmark instanceof Saturation saturation) {
        Profile.Work work =
            flags -> {
              try (Engine engine = saturation.start(rig, flags)) {
                return saturation.saturate(engine, rig).outcome().window();
              }
            };
        System.out.println("# Profile of " + benchmark.name() + "\n");
        System.out.println(Profile.of(rig.jars().data(), work));
      }
    }
    return true;
  }

  /** The benchmarks by name. */
  static List<String> names() {
    return ALL.stream().map(Benchmark::name).toList();
  }

  /** Runs them all, also past one that fails; gives whether none did. */
  private static boolean run(Options options, Rig rig, String head) throws Exception {
    List<Figure> figures = new ArrayList<>(BARE.measure(rig));
    List<String> failures = new ArrayList<>();
    for (Benchmark benchmark : ALL) {
      if (options.only().isEmpty() || options.only().contains(benchmark.name())) {
        System.err.println(benchmark.name() + " ... (load average " + Machine.loadNow() + ")");
        try {
          figures.addAll(benchmark.measure(rig));
        } catch (Shortfall shortfall) {
          figures.addAll(shortfall.figures());
          failures.add(failed(benchmark, shortfall));
        } catch (IOException | SQLException | RuntimeException | AssertionError failure) {
          failures.add(failed(benchmark, failure));
        }
      }
    }
    String found = new Report(figures.getFirst()).table(figures) + String.join("", failures);
    System.out.println(found);
    write(options, head + "\n" + found);
    return failures.isEmpty();
  }

  private static String failed(Benchmark benchmark, Throwable failure) {
    return "- FAILED " + benchmark.name() + ": " + failure.getMessage() + "\n";
  }

  private static String head(Options options, Path data) throws IOException {
    return "# Figures of "
        + LocalDate.now(Clock.systemUTC())
        + ", commit "
        + options.commit()
        + "\n\n"
        + Machine.here(data).markdown()
        + "- store: "
        + options.store().word()
        + "\n- product: "
        + String.join(" ", FLAGS)
        + "; each load "
        + options.phases().measured().toMillis() / 1_000.0
        + " s after "
        + options.phases().warmUp().toMillis() / 1_000.0
        + " s of warm-up, load generator on the same machine\n";
  }

  private static void write(Options options, String text) throws IOException {
    if (options.out().isPresent()) {
      Files.createDirectories(options.out().get().getParent());
      Files.writeString(options.out().get(), text);
    }
  }
}
