package dev.ktsu.project;

import dev.ktsu.expressions.Namespace;
import dev.ktsu.expressions.Reference;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the texts of one place may read.
 *
 * @param place as an author calls it: {@code condition}, {@code prompt.user}
 * @param namespaces what is there at all
 * @param steps ids of the pipeline's steps
 * @param env declared variables
 * @param params declared parameters; empty = not known, any will do
 * @param strict whether a parameter that is not declared is an error; else it is a warning
 * @param items other names for {@code item} and {@code item_index}
 */
record Scope(
    String place,
    Set<Namespace> namespaces,
    Set<String> steps,
    Set<String> env,
    Optional<Set<String>> params,
    boolean strict,
    Set<String> items) {
  private static final Set<String> WORDS = Set.of("null", "true", "false");

  /** Where no element of a list is at hand. */
  Scope(
      String place,
      Set<Namespace> namespaces,
      Set<String> steps,
      Set<String> env,
      Optional<Set<String>> params,
      boolean strict) {
    this(place, namespaces, steps, env, params, strict, Set.of());
  }

  /** A refusal, for {@link SourceFile#report}. */
  record Refusal(Rule rule, String message, String remedy) {}

  /** A place that sees parameters at best. */
  static Scope ofParams(String place, Optional<Set<String>> params) {
    return new Scope("", EnumSet.of(Namespace.PARAMS), Set.of(), Set.of(), params, true).at(place);
  }

  /**
   * What there is, as far as a place may see it.
   *
   * @param other the word of a {@link TextPlace}
   */
  Scope at(String other) {
    TextPlace row = TextPlace.named(other).orElseThrow(() -> new IllegalStateException(other));
    Set<Namespace> seen = EnumSet.noneOf(Namespace.class);
    seen.addAll(row.namespaces());
    seen.retainAll(namespaces);
    return new Scope(other, seen, steps, env, params, strict, items);
  }

  /**
   * What the places of a step with {@code for_each} may read.
   *
   * @param as the author's name for the element; its index is then {@code <as>_index} too
   */
  Scope forEach(Optional<String> as) {
    Set<Namespace> more = EnumSet.of(Namespace.ITEM);
    more.addAll(namespaces);
    Set<String> names = new LinkedHashSet<>();
    as.ifPresent(name -> names.addAll(List.of(name, name + "_index")));
    return new Scope(place, more, steps, env, params, strict, names);
  }

  /** The same place where no step has an output yet. */
  Scope withoutOutputs() {
    Set<Namespace> fewer = EnumSet.copyOf(namespaces);
    fewer.removeAll(EnumSet.of(Namespace.STEP, Namespace.FLAT));
    return new Scope(place, fewer, steps, env, params, strict);
  }

  /** The step that a reference reads, if it is one of the pipeline. */
  Optional<String> step(Reference reference) {
    return switch (reference.namespace()) {
      case STEP, FLAT -> Optional.of(reference.name()).filter(steps::contains);
      case PARAMS, ENV, ITEM -> Optional.empty();
    };
  }

  /**
   * @param bare whether it stands in bare JMESPath, where a step may be named by its id alone
   */
  Optional<Refusal> judge(Reference reference, boolean bare) {
    if (isItem(reference) && namespaces.contains(Namespace.ITEM)) {
      return Optional.empty();
    }
    if (!namespaces.contains(reference.namespace())) {
      return Optional.of(outside(reference));
    }
    return switch (reference.namespace()) {
      case STEP -> step(reference.name(), reference);
      case FLAT -> bare ? step(reference.name(), reference) : Optional.of(outside(reference));
      case ENV -> env(reference);
      case PARAMS -> params(reference);
      case ITEM -> Optional.empty();
    };
  }

  private boolean isItem(Reference reference) {
    return reference.namespace() == Namespace.ITEM
        || (reference.namespace() == Namespace.FLAT && items.contains(reference.name()));
  }

  private Optional<Refusal> step(String id, Reference reference) {
    if (reference.isOpaque()) {
      return Optional.of(
          new Refusal(
              Rule.OPAQUE_REFERENCE,
              "which step \"" + reference + "\" reads cannot be told before the run",
              "Name it: step.ID."));
    }
    return steps.contains(id)
        ? Optional.empty()
        : Optional.of(
            new Refusal(
                Rule.UNKNOWN_STEP,
                "there is no step \"" + id + "\"",
                isWord(reference) ? asLiteral(id) : Nearest.remedy(id, steps)));
  }

  private Optional<Refusal> env(Reference reference) {
    if (reference.isOpaque()) {
      return Optional.of(
          new Refusal(
              Rule.OPAQUE_REFERENCE,
              "which variables are read cannot be told before the run",
              "Name one: env.NAME."));
    }
    return env.contains(reference.name())
        ? Optional.empty()
        : Optional.of(
            new Refusal(
                Rule.UNDECLARED_ENV,
                "the variable \"" + reference.name() + "\" is not declared in env",
                env.isEmpty() ? "Declare it in env." : Nearest.remedy(reference.name(), env)));
  }

  private Optional<Refusal> params(Reference reference) {
    if (reference.isOpaque() || params.isEmpty() || params.get().contains(reference.name())) {
      return Optional.empty();
    }
    return Optional.of(
        new Refusal(
            strict ? Rule.UNDECLARED_PARAM : Rule.UNKNOWN_WORKFLOW_PARAM,
            "the parameter \"" + reference.name() + "\" is not declared in params.schema",
            params.get().isEmpty()
                ? "Declare it there."
                : Nearest.remedy(reference.name(), params.get())));
  }

  private Refusal outside(Reference reference) {
    return new Refusal(
        Rule.NAMESPACE, "\"" + reference + "\" is not available in " + place, remedy(reference));
  }

  /** A word of JSON, which is a name in an expression. */
  private static boolean isWord(Reference reference) {
    return reference.namespace() == Namespace.FLAT && WORDS.contains(reference.name());
  }

  private static String asLiteral(String word) {
    return "Write `" + word + "` in backticks, if the value is meant.";
  }

  private String remedy(Reference reference) {
    if (isWord(reference) && !namespaces.isEmpty()) {
      return asLiteral(reference.name());
    }
    boolean step = reference.namespace() == Namespace.FLAT && steps.contains(reference.name());
    if (step && namespaces.contains(Namespace.STEP)) {
      return "Write step." + reference.name() + ".";
    }
    if (namespaces.isEmpty()) {
      return "Write the value itself; nothing can be read here.";
    }
    return switch (reference.namespace()) {
      case ENV -> "Only root workflows see env; pass the value as a parameter.";
      case ITEM -> "Only a step with for_each has it. " + available();
      case PARAMS, STEP, FLAT -> available();
    };
  }

  private String available() {
    List<String> forms = new ArrayList<>();
    for (Namespace namespace : namespaces) {
      switch (namespace) {
        case PARAMS -> forms.add("params.NAME");
        case ENV -> forms.add("env.NAME");
        case STEP -> forms.add("step.ID");
        case ITEM -> forms.addAll(List.of("item", "item_index"));
        case FLAT -> {}
      }
    }
    return "Available here: " + String.join(", ", forms) + ".";
  }
}
