package dev.ktsu.bench.product;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A folder for one benchmark: the project that it runs, and the store. Deleted at the end. */
public final class Site implements AutoCloseable {
  /** Steps of the workflow {@code row-each}. */
  public static final int ROW_STEPS = 50;

  private static final List<String> FILES =
      List.of(
          "workflows/chain.workflow.yaml",
          "workflows/chain-each.workflow.yaml",
          "workflows/hook.workflow.yaml",
          "workflows/agent.workflow.yaml",
          "workflows/fan-pure.workflow.yaml",
          "workflows/fan-agent.workflow.yaml",
          "agents/greeter.agent.yaml",
          "gateway.yaml");

  private final Path folder;
  private final Store store;

  /**
   * Makes a folder with the project in it, and a store.
   *
   * @param parent on the disk whose speed counts
   */
  public Site(Path parent, Store.Kind kind) throws IOException {
    Files.createDirectories(parent);
    folder = Files.createTempDirectory(parent, "site-");
    for (String name : FILES) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      try (InputStream in = Site.class.getResourceAsStream("/project/" + name)) {
        if (in == null) {
          throw new IOException(name + " is missing on the class path");
        }
        Files.copy(in, file);
      }
    }
    with("row-each", row());
    store = Store.in(folder, kind);
  }

  public Path folder() {
    return folder;
  }

  public Store store() {
    return store;
  }

  /** Adds a workflow. */
  public Site with(String workflow, String yaml) throws IOException {
    Files.writeString(folder.resolve("workflows/" + workflow + ".workflow.yaml"), yaml);
    return this;
  }

  @Override
  public void close() throws IOException {
    store.close();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(Site::delete);
    }
  }

  /** Many transforms in a row, so that one step's time can be told from clocks of 1 ms. */
  private static String row() {
    String steps =
        IntStream.range(0, ROW_STEPS)
            .mapToObj(
                i ->
                    """
                      - id: s%d
                        transform:
                          inputs:
                            - from: %s
                          ops: []
                    """
                        .formatted(i, i == 0 ? "params" : "s" + (i - 1) + ".result"))
            .collect(Collectors.joining());
    return "kind: workflow\nname: row-each\nversion: \"1.0.0\"\ndurable: each\npipeline:\n" + steps;
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
