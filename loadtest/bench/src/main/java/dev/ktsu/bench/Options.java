package dev.ktsu.bench;

import dev.ktsu.bench.load.Phases;
import dev.ktsu.bench.product.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The command line of {@link Main}.
 *
 * @param root of the clone
 * @param commit that was built
 * @param out file for the table, if one is wanted
 * @param store that the product gets
 * @param only names of benchmarks, empty for all
 */
record Options(
    Path root,
    String commit,
    Optional<Path> out,
    Store.Kind store,
    Phases phases,
    boolean profile,
    List<String> only) {
  private static final Phases FULL = new Phases(Duration.ofSeconds(25), Duration.ofSeconds(15));
  private static final Phases QUICK = new Phases(Duration.ofSeconds(1), Duration.ofSeconds(2));

  /**
   * @throws IllegalArgumentException for what is no option
   */
  static Options of(List<String> arguments) {
    Path root = Path.of("");
    String commit = "unknown";
    Optional<Path> out = Optional.empty();
    Store.Kind store = Store.Kind.SQLITE;
    Phases phases = FULL;
    boolean profile = false;
    List<String> only = new ArrayList<>();
    Iterator<String> rest = arguments.iterator();
    while (rest.hasNext()) {
      String argument = rest.next();
      switch (argument) {
        case "--root" -> root = Path.of(rest.next());
        case "--commit" -> commit = rest.next();
        case "--out" -> out = Optional.of(Path.of(rest.next()));
        case "--store" -> store = Store.Kind.of(rest.hasNext() ? rest.next() : "");
        case "--quick" -> phases = QUICK;
        case "--profile" -> profile = true;
        default -> only.add(name(argument));
      }
    }
    return new Options(
        root.toAbsolutePath().normalize(), commit, out, store, phases, profile, only);
  }

  private static String name(String argument) {
    if (argument.startsWith("-") || !Main.names().contains(argument)) {
      throw new IllegalArgumentException(
          "unknown argument "
              + argument
              + "; expected --store, --quick, --profile or some of "
              + Main.names());
    }
    return argument;
  }
}
