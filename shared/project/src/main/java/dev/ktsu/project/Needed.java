package dev.ktsu.project;

import dev.ktsu.project.yaml.Mark;
import dev.ktsu.project.yaml.Node;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * {@code depends_on} of a step: ids, or {@code {step: ID, when: failure}} for one that must not
 * simply succeed.
 */
final class Needed {
  private final Fields fields;
  private final SourceFile file;
  private final Set<String> steps;
  private final Map<String, Set<When>> needed = new LinkedHashMap<>();

  Needed(Fields fields, Set<String> steps) {
    this.fields = fields;
    this.file = fields.file();
    this.steps = steps;
  }

  /** By id, in their order; an empty set where nothing is said of how the step must end. */
  Map<String, Set<When>> read() {
    for (Node item : fields.items("depends_on")) {
      switch (item) {
        case Node.Scalar scalar when !scalar.isNull() ->
            add(scalar.text(), scalar.mark(), Set.of());
        case Node.Mapping mapping -> edge(fields.item("depends_on", mapping));
        case Node other -> fields.wrongType("depends_on", "ids of steps", other);
      }
    }
    return needed;
  }

  private void edge(Fields edge) {
    String id = edge.text("step");
    Set<When> when = EnumSet.noneOf(When.class);
    edge.oneOrMore("when")
        .forEach(
            (word, mark) -> {
              if (When.WORDS.containsKey(word)) {
                when.add(When.WORDS.get(word));
              } else {
                file.report(
                    Rule.BAD_VALUE,
                    mark,
                    "\"when\" cannot be \"" + word + "\"",
                    Nearest.remedy(word, edge.words("when")));
              }
            });
    if (!id.isEmpty()) {
      add(id, edge.mark("step"), when);
    }
  }

  private void add(String id, Mark mark, Set<When> when) {
    if (!steps.contains(id)) {
      file.report(
          Rule.UNKNOWN_STEP, mark, "there is no step \"" + id + "\"", Nearest.remedy(id, steps));
    }
    if (needed.putIfAbsent(id, when) != null) {
      file.report(Rule.DUPLICATE_ID, mark, "\"" + id + "\" stands here twice", "");
    }
  }
}
