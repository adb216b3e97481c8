package dev.ktsu.project.format;

import dev.ktsu.project.format.Written.Items;
import dev.ktsu.project.format.Written.Key;
import dev.ktsu.project.format.Written.Keys;
import dev.ktsu.project.format.Written.Leaf;
import dev.ktsu.project.kinds.FileKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keys that have another name or place now: {@code items} of a {@code for_each}, {@code input} of a
 * workflow step, {@code system} of an agent.
 */
final class OldKeys {
  private final FileKind kind;
  private final String text;
  private final Outline outline;
  private final Splices splices;
  private final List<String> done = new ArrayList<>();

  OldKeys(FileKind kind, String text) {
    this.kind = kind;
    this.text = text;
    this.outline = Outline.of(text);
    this.splices = new Splices(text);
  }

  /** What was done, one line each. */
  List<String> done() {
    return done;
  }

  String rewritten() {
    if (!(outline.root() instanceof Keys root)) {
      return text;
    }
    if (kind == FileKind.AGENT && !root.isFlow()) {
      return root.key("system").map(system -> moved(root, system)).orElse(text);
    }
    if (kind == FileKind.WORKFLOW) {
      root.key("pipeline").ifPresent(pipeline -> steps(pipeline.value()));
    }
    return splices.applied();
  }

  private void steps(Written pipeline) {
    if (pipeline instanceof Items steps) {
      for (Written item : steps.items()) {
        if (item instanceof Keys step) {
          step(step);
        }
      }
    }
  }

  private void step(Keys step) {
    step.key("for_each").ifPresent(list -> rename(list.value(), "items", "from"));
    if (step.key("workflow").isPresent()) {
      step.key("input").ifPresent(input -> noteExpressions(input.value()));
      rename(step, "input", "params");
    }
  }

  private void rename(Written value, String old, String now) {
    if (value instanceof Keys mapping && mapping.key(now).isEmpty()) {
      mapping
          .key(old)
          .ifPresent(
              key -> {
                splices.replace(key.place().from(), key.place().to(), now);
                done.add("line %d: %s -> %s".formatted(key.line() + 1, old, now));
              });
    }
  }

  /** All values of {@code input} were expressions once; the loader tells only paths by sight. */
  private void noteExpressions(Written input) {
    if (input instanceof Keys values) {
      for (Key key : values.keys()) {
        if (key.value() instanceof Leaf leaf && !leaf.text().contains("{{")) {
          done.add(
              "line %d: %s is a text now; if an expression is meant, put it into {{ }}"
                  .formatted(leaf.line() + 1, leaf.text()));
        }
      }
    }
  }

  /** Into {@code prompt}, which is made where there is none. */
  private String moved(Keys root, Key system) {
    Optional<Written> prompt = root.key("prompt").map(Key::value);
    List<String> lines = new ArrayList<>(outline.lines());
    if (prompt.isEmpty()) {
      List<String> own = taken(lines, system.line(), system, 2);
      lines.add(system.line(), "prompt:");
      lines.addAll(system.line() + 1, own);
    } else if (prompt.get() instanceof Keys block
        && !block.isFlow()
        && block.key("system").isEmpty()) {
      Leaf place = block.keys().getFirst().place();
      List<String> own = taken(lines, firstLine(system), system, place.column());
      int removed = place.line() > system.line() ? own.size() : 0;
      lines.addAll(place.line() - removed, own);
    } else {
      return text;
    }
    done.add("line %d: system -> prompt.system".formatted(system.line() + 1));
    return String.join("\n", lines);
  }

  /** With the comments right above it, unless they stand at the head of the file. */
  private int firstLine(Key key) {
    int from = key.line();
    while (from > 0 && outline.isComment(from - 1)) {
      from--;
    }
    return from == 0 ? key.line() : from;
  }

  /** Takes lines away, and gives them indented. */
  private static List<String> taken(List<String> lines, int from, Key key, int columns) {
    List<String> own = lines.subList(from, key.lastLine() + 1);
    List<String> indented =
        own.stream().map(line -> line.isBlank() ? line : " ".repeat(columns) + line).toList();
    own.clear();
    return indented;
  }
}
