package dev.ktsu.project;

import dev.ktsu.expressions.Namespace;
import dev.ktsu.expressions.Reference;
import java.util.ArrayList;
import java.util.EnumSet;
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
 * @param item a name of the author's for the item of a list, where there is one
 * @param strict whether a parameter that is not declared is an error; else it is a warning
 */
record Scope(
    String place,
    Set<Namespace> namespaces,
    Set<String> steps,
    Set<String> env,
    Optional<Set<String>> params,
    Optional<String> item,
    boolean strict) {

  /** A refusal, for {@link SourceFile#report}. */
  record Refusal(Rule rule, String message, String remedy) {}

  /** A place that sees nothing but parameters. */
  static Scope ofParams(String place, Optional<Set<String>> params) {
    return new Scope(
        place, EnumSet.of(Namespace.PARAMS), Set.of(), Set.of(), params, Optional.empty(), true);
  }

  Scope at(String other) {
    return new Scope(other, namespaces, steps, env, params, item, strict);
  }

  /** The same for the texts of a step that is carried out for each item of a list. */
  Scope withItems(Optional<String> name) {
    Set<Namespace> more = EnumSet.copyOf(namespaces);
    more.add(Namespace.ITEM);
    return new Scope(place, more, steps, env, params, name, strict);
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
    if (reference.namespace() == Namespace.FLAT && item.equals(Optional.of(reference.name()))) {
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
                Rule.UNKNOWN_STEP, "there is no step \"" + id + "\"", Nearest.remedy(id, steps)));
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
    boolean step = reference.namespace() == Namespace.FLAT && steps.contains(reference.name());
    String remedy =
        step && namespaces.contains(Namespace.STEP)
            ? "Write step." + reference.name() + "."
            : reference.namespace() == Namespace.ENV
                ? "Only root workflows see env; pass the value as a parameter."
                : "Available here: " + String.join(", ", available()) + ".";
    return new Refusal(
        Rule.NAMESPACE, "\"" + reference + "\" is not available in " + place, remedy);
  }

  private List<String> available() {
    List<String> forms = new ArrayList<>();
    for (Namespace namespace : EnumSet.copyOf(namespaces)) {
      switch (namespace) {
        case PARAMS -> forms.add("params.NAME");
        case ENV -> forms.add("env.NAME");
        case STEP -> forms.add("step.ID");
        case ITEM -> forms.addAll(List.of("item", "item_index"));
        case FLAT -> {}
      }
    }
    return forms;
  }
}
