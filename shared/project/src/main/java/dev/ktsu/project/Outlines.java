package dev.ktsu.project;

import dev.ktsu.project.Outline.Alone;
import dev.ktsu.project.Outline.Called;
import dev.ktsu.project.Outline.Edge;
import dev.ktsu.project.Outline.Inner;
import dev.ktsu.project.Outline.Part;
import dev.ktsu.project.Outline.Standing;
import dev.ktsu.project.yaml.Mark;
import dev.ktsu.project.yaml.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Draws the outline of a workflow that was read, with or without errors. */
final class Outlines {
  private static final Comparator<Mark> ORDER =
      Comparator.comparingInt(Mark::line).thenComparingInt(Mark::column);

  private final Loader.Loaded loaded;
  private final Loader loader;
  private final List<Diagnostic> errors;

  Outlines(Loader.Loaded loaded, Loader loader) {
    this.loaded = loaded;
    this.loader = loader;
    this.errors = loader.diagnostics().stream().filter(Diagnostic::isError).toList();
  }

  Outline draw() {
    return draw("", loaded.definition().workflow());
  }

  /**
   * @param place of the step that it is the workflow of; empty for the first
   */
  private Outline draw(String place, Workflow workflow) {
    SourceFile file = loaded.sources().get(place);
    Map<String, Step> steps = new LinkedHashMap<>();
    workflow.pipeline().forEach(step -> steps.put(step.id(), step));
    workflow.notices().forEach(notice -> steps.put(notice.id(), notice));
    List<Outline.Entry> entries = new ArrayList<>();
    StepPlaces.of(file)
        .all()
        .forEach(
            (id, pointer) -> {
              Node node = file.nearest(pointer);
              boolean hasErrors = has(error -> true, file.path(), node);
              Step step = steps.get(id);
              entries.add(
                  step == null
                      ? unreadable(id, node.mark())
                      : entry(step, node.mark(), hasErrors, part(step, place, workflow, node)));
            });
    return new Outline(file.path(), workflow.name(), entries, hasErrors(file.path()));
  }

  private static Outline.Entry unreadable(String id, Mark at) {
    return new Outline.Entry(
        id, at, List.of(), Optional.empty(), Optional.empty(), true, new Alone("unknown"));
  }

  private static Outline.Entry entry(Step step, Mark at, boolean hasErrors, Part part) {
    return new Outline.Entry(
        step.id(),
        at,
        step.dependencies().stream().map(id -> new Edge(id, step.when(id))).toList(),
        step.condition().map(Object::toString),
        step.forEach().map(list -> list.from().source()),
        hasErrors,
        part);
  }

  /**
   * @param at the step in its file
   */
  private Part part(Step step, String in, Workflow workflow, Node at) {
    String place = in.isEmpty() ? step.id() : in + "/" + step.id();
    boolean isMissing = has(Outlines::isMissing, loaded.sources().get(in).path(), at);
    return switch (step) {
      case AgentStep agent -> called(agent, place, isMissing);
      case WorkflowStep inner ->
          new Inner(
              inner.reference(),
              Optional.ofNullable(loaded.definition().workflowsByStep().get(place))
                  .map(found -> draw(place, found)),
              isMissing);
      case TransformStep pure -> new Alone("transform");
      case SleepStep pause -> new Alone("sleep");
      case WebhookStep call -> new Alone(workflow.notices().contains(call) ? "notice" : "webhook");
    };
  }

  private Called called(AgentStep step, String place, boolean isMissing) {
    Agent agent = loaded.definition().agentsByStep().get(place);
    if (agent == null) {
      Standing standing = isMissing ? Standing.MISSING : Standing.HAS_ERRORS;
      return new Called(step.agentPath(), step.agentPath(), standing, List.of());
    }
    SourceFile file = loader.open(agent.path()).orElseThrow();
    List<Outline.Server> servers =
        IntStream.range(0, agent.servers().size())
            .mapToObj(i -> server(agent, agent.servers().get(i), file.nearest("/servers/" + i)))
            .toList();
    return new Called(agent.path(), agent.name(), standing(agent.path()), servers);
  }

  /**
   * @param at the server in the file of the agent
   */
  private Outline.Server server(Agent agent, ServerUse use, Node at) {
    String written = use.path().orElse(use.name());
    Standing unread =
        has(Outlines::isMissing, agent.path(), at) ? Standing.MISSING : Standing.HAS_ERRORS;
    return loader
        .serverFile(agent, use)
        .map(file -> new Outline.Server(use.name(), file, standing(file)))
        .orElseGet(() -> new Outline.Server(use.name(), written, unread));
  }

  private Standing standing(String file) {
    return hasErrors(file) ? Standing.HAS_ERRORS : Standing.SOUND;
  }

  private static boolean isMissing(Diagnostic error) {
    return error.rule().equals(Rule.FILE_MISSING.id());
  }

  private boolean hasErrors(String file) {
    return errors.stream().anyMatch(error -> error.file().equals(file));
  }

  /** Whether any such error stands between the first and the last value of the node. */
  private boolean has(Predicate<Diagnostic> such, String file, Node node) {
    Mark last = marks(node).max(ORDER).orElseThrow();
    return errors.stream()
        .filter(error -> error.file().equals(file))
        .filter(such)
        .map(error -> new Mark(error.line(), error.column()))
        .anyMatch(at -> ORDER.compare(at, node.mark()) >= 0 && !isAfter(at, last));
  }

  /** A text may have errors inside of it, so that the rest of the last line counts. */
  private static boolean isAfter(Mark at, Mark last) {
    return at.line() > last.line();
  }

  private static Stream<Mark> marks(Node node) {
    return switch (node) {
      case Node.Scalar scalar -> Stream.of(scalar.mark());
      case Node.Sequence list ->
          Stream.concat(Stream.of(list.mark()), list.items().stream().flatMap(Outlines::marks));
      case Node.Mapping mapping ->
          Stream.concat(
              Stream.of(mapping.mark()),
              mapping.entries().values().stream()
                  .flatMap(entry -> Stream.concat(Stream.of(entry.key()), marks(entry.value()))));
    };
  }
}
