package dev.ktsu.project;

import dev.ktsu.project.Outline.Alone;
import dev.ktsu.project.Outline.Called;
import dev.ktsu.project.Outline.Edge;
import dev.ktsu.project.Outline.Inner;
import dev.ktsu.project.Outline.Part;
import dev.ktsu.project.yaml.Mark;
import dev.ktsu.project.yaml.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    Closure.pointers(file)
        .forEach(
            (id, pointer) -> {
              Node node = file.nearest(pointer);
              boolean hasErrors = hasErrors(file.path(), node);
              Step step = steps.get(id);
              entries.add(
                  step == null
                      ? unreadable(id, node.mark())
                      : entry(step, node.mark(), hasErrors, part(step, place, workflow)));
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

  private Part part(Step step, String in, Workflow workflow) {
    String place = in.isEmpty() ? step.id() : in + "/" + step.id();
    return switch (step) {
      case AgentStep agent -> called(agent, place);
      case WorkflowStep inner ->
          new Inner(
              inner.reference(),
              Optional.ofNullable(loaded.definition().workflowsByStep().get(place))
                  .map(found -> draw(place, found)));
      case TransformStep pure -> new Alone("transform");
      case SleepStep pause -> new Alone("sleep");
      case WebhookStep call -> new Alone(workflow.notices().contains(call) ? "notice" : "webhook");
    };
  }

  private Called called(AgentStep step, String place) {
    Agent agent = loaded.definition().agentsByStep().get(place);
    if (agent == null) {
      return new Called(step.agentPath(), step.agentPath(), true, List.of());
    }
    return new Called(
        agent.path(),
        agent.name(),
        hasErrors(agent.path()),
        agent.servers().stream().map(use -> server(agent, use)).toList());
  }

  private Outline.Server server(Agent agent, ServerUse use) {
    Optional<String> file = loader.serverFile(agent, use);
    return new Outline.Server(
        use.name(), file, file.isEmpty() || file.filter(this::hasErrors).isPresent());
  }

  private boolean hasErrors(String file) {
    return errors.stream().anyMatch(error -> error.file().equals(file));
  }

  /** Whether any stands between the first and the last value of the node. */
  private boolean hasErrors(String file, Node node) {
    Mark last = marks(node).max(ORDER).orElseThrow();
    return errors.stream()
        .filter(error -> error.file().equals(file))
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
