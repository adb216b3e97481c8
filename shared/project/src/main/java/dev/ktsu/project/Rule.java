package dev.ktsu.project;

import java.util.Locale;

/**
 * What the readers and checks look for. The names are public: people switch rules off by them, and
 * other programs count on them. docs/validation.md lists them.
 */
public enum Rule {
  YAML("The file is no YAML 1.2, or too large.", "Mend the text at the place that is named."),
  UNKNOWN_KEY(
      "A mapping has a key that means nothing there.",
      "Take the key that is meant, or remove it: nothing is ignored."),
  WRONG_TYPE("A value has another type than its key takes.", "Write the type that is named."),
  BAD_VALUE(
      "A value is outside of what its key takes, or does not go with another key.",
      "Take one of the values that the message names."),
  MISSING_FIELD("A key that must be there is missing.", "Add it."),
  NOT_SUPPORTED("A key is known, but this release cannot honour it.", "Remove it."),
  FILE_MISSING(
      "A file, or a server of servers.yaml, is named that is not there or cannot be read.",
      "Correct the path: of agents from the project's root, of others also from the file's"
          + " folder."),
  FILE_OUTSIDE("A path leads out of the project.", "Move the file into the project."),
  BAD_ID("A name has characters that it cannot have, or is taken.", "Choose another name."),
  DUPLICATE_ID("A name is given twice.", "Rename or remove one of the two."),
  STEP_TYPE(
      "A step has no type, or several.",
      "Give it exactly one of agent, transform, webhook, sleep, workflow."),
  UNKNOWN_OP("A transform has an operation that does not exist.", "Take one that is listed."),
  UNKNOWN_STEP(
      "depends_on or a text names a step that the pipeline does not have.",
      "Correct the id, or add the step."),
  CYCLE(
      "Steps wait for each other, or a workflow contains itself.",
      "Remove one of the references that are shown."),
  BAD_EXPRESSION("An expression is no JMESPath.", "Mend it at the place that is named."),
  OPAQUE_REFERENCE(
      "An expression reads something that only a run could name.",
      "Name the step or the variable: the order of the steps comes from what they read."),
  NAMESPACE(
      "A text reads something that is not available in its place.",
      "Read what is available there; values for other files are passed as parameters."),
  UNDECLARED_ENV("A variable is read that env does not declare.", "Declare it in env."),
  UNDECLARED_PARAM(
      "A parameter is read or given that params.schema does not declare.",
      "Declare it, or correct its name."),
  UNKNOWN_SERVER(
      "A step gives values to a tool server that its agent does not use.",
      "Correct the name, or add the server to the agent."),
  MISSING_PARAM(
      "A parameter that is required gets no value and has no default.",
      "Give it in params, or declare a default."),
  REMOVED_FORM(
      "A text has a form that older releases took for a reference.", "Write it with {{ }}."),
  BARE_PATH("A text looks like a path but would be taken as it stands.", "Put it into {{ }}."),
  BAD_SCHEMA("A schema is no JSON Schema.", "Mend it at the place that is named."),
  OUTPUT_SCHEMA_MISSING(
      "An agent does not say what it answers.", "Add output.schema with the fields of the answer."),
  STATIC_PROMPT(
      "A system prompt holds {{ }}.", "Say in prompt.user what changes from call to call."),
  EMPTY_REFLECT("prompt.reflect is blank.", "Say what to check, or remove it."),
  MODEL_MISSING(
      "Neither a step nor its agent names a model group.",
      "Add model to the agent, or model.group to the step."),
  ALLOWLIST_MISSING(
      "A server of an agent has no allowlist, so the agent would get no tools.",
      "List the tools, or write [\"*\"] for all."),
  ALLOWLIST_PATTERN("An entry of an allowlist is no pattern.", "Use an exact name, prefix* or *."),
  SECRET(
      "A secret goes where it would be recorded, or a secret parameter gets what is none.",
      "Pass secrets from secret to secret: mark the parameters on the way with secret: true."),
  IMPOSSIBLE_READ(
      "A text reads what the value never has: its schema lets no such field in, or it is of a type"
          + " without fields or elements.",
      "Read what is there, or let the schema have it."),
  PARAM_MISMATCH(
      "A parameter gets a value that its schema refuses.",
      "Give a value that fits, or change params.schema."),
  NOT_A_LIST("for_each goes over a value that is never a list.", "Name the list itself."),
  REFLECT_UNREACHABLE(
      Severity.WARNING,
      "An agent reflects but has one turn alone, so none for tools.",
      "Raise max_turns."),
  AMBIGUOUS_PATH(
      Severity.WARNING,
      "A path fits two files, from the file's folder and from the root.",
      "Rename one of the two; the first is used."),
  UNKNOWN_MODEL_GROUP(
      Severity.WARNING,
      "A model group is named that gateway.yaml does not have.",
      "Correct the name, or add the group to the gateway."),
  UNUSABLE_MODEL(
      Severity.WARNING,
      "A model group has a model that no call can reach.",
      "List models as provider/model, with a provider of the file."),
  UNKNOWN_MERGE_STEP(
      Severity.WARNING,
      "merge names a step that the pipeline does not have; it adds nothing.",
      "Correct the id, or remove it."),
  UNKNOWN_WORKFLOW_PARAM(
      Severity.WARNING,
      "A parameter of a workflow is read or given that its params.schema does not list.",
      "Correct the name, or list it in properties."),
  NEGATED_PATH(
      Severity.WARNING,
      "!a.b negates the whole path here and only its first name elsewhere.",
      "Write !(a.b)."),
  WEBHOOKS_SUPPRESSED(
      Severity.WARNING,
      "A step wants the webhooks of a sub-workflow called that does not agree.",
      "Write webhooks: execute in both files, or in none."),
  UNLISTED_READ(
      Severity.WARNING,
      "A text reads a field that nothing says is there: the schema lists others, or the step yields"
          + " others.",
      "Correct the name, or list the field in properties of the schema."),
  HIDDEN_WORKFLOW(
      Severity.WARNING,
      "A workflow of another workspace has the name of one that comes first.",
      "Rename one of the two files."),
  CONDITION_NEVER_HOLDS(
      Severity.WARNING,
      "A condition is false in every run, so that its step is always skipped.",
      "Correct it, or remove the step."),
  UNREACHABLE_STEP(
      Severity.WARNING,
      "A step waits for another one to end in a way in which it never ends.",
      "Correct when, or remove the step.");

  private final Severity severity;
  private final String meaning;
  private final String remedy;

  Rule(String meaning, String remedy) {
    this(Severity.ERROR, meaning, remedy);
  }

  Rule(Severity severity, String meaning, String remedy) {
    this.severity = severity;
    this.meaning = meaning;
    this.remedy = remedy;
  }

  /** As diagnostics have it: {@code unknown-step}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public Severity severity() {
    return severity;
  }

  /** What is wrong where it is found, a sentence. */
  public String meaning() {
    return meaning;
  }

  /** What can be done about it in general, a sentence; a diagnostic has its own. */
  public String remedy() {
    return remedy;
  }
}
