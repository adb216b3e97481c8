package dev.ktsu.project;

import dev.ktsu.project.yaml.Mark;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A workflow with everything that it leads to, to be looked at. It is there also for files with
 * errors, as far as they can be read.
 *
 * @param file project-relative
 * @param entries of the pipeline in the order of the file
 * @param hasErrors whether this file has any
 */
public record Outline(String file, String name, List<Entry> entries, boolean hasErrors) {
  public Outline {
    entries = List.copyOf(entries);
  }

  /**
   * A step, or a call that tells of tool calls which wait for a person.
   *
   * @param at where it begins in its file
   * @param condition as it is written
   * @param list what {@code for_each} goes over, as it is written
   */
  public record Entry(
      String id,
      Mark at,
      List<Edge> edges,
      Optional<String> condition,
      Optional<String> list,
      boolean hasErrors,
      Part part) {
    public Entry {
      edges = List.copyOf(edges);
    }
  }

  /**
   * What a step waits for.
   *
   * @param when how the other one must end; empty where the author leaves it open
   */
  public record Edge(String from, Set<When> when) {
    public Edge {
      when = Set.copyOf(when);
    }
  }

  /** What a step carries out. */
  public sealed interface Part {
    /** In a word: {@code agent}, {@code transform}. */
    String kind();
  }

  /** What needs no other file, by its kind; {@code unknown} for a step that cannot be read. */
  public record Alone(String kind) implements Part {}

  /** How the file stands that a step or an agent names. */
  public enum Standing {
    SOUND,
    HAS_ERRORS,
    /** There is none. */
    MISSING
  }

  /**
   * @param file project-relative, as it is written when there is none
   */
  public record Called(String file, String name, Standing standing, List<Server> servers)
      implements Part {
    public Called {
      servers = List.copyOf(servers);
    }

    @Override
    public String kind() {
      return "agent";
    }
  }

  /**
   * A tool server of an agent.
   *
   * @param file project-relative, as it is written when there is none
   */
  public record Server(String name, String file, Standing standing) {}

  /**
   * A sub-workflow.
   *
   * @param reference as it is written
   * @param workflow empty when there is none, it cannot be read, or contains itself
   * @param isMissing whether there is no such file
   */
  public record Inner(String reference, Optional<Outline> workflow, boolean isMissing)
      implements Part {
    @Override
    public String kind() {
      return "workflow";
    }
  }
}
