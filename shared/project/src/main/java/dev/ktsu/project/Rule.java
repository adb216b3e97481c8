package dev.ktsu.project;

import java.util.Locale;

/** What the readers and checks look for; the name in kebab-case is the diagnostic's rule. */
enum Rule {
  YAML,
  UNKNOWN_KEY,
  WRONG_TYPE,
  BAD_VALUE,
  MISSING_FIELD,
  NOT_SUPPORTED,
  FILE_MISSING,
  FILE_OUTSIDE,
  BAD_ID,
  DUPLICATE_ID,
  STEP_TYPE,
  UNKNOWN_OP,
  UNKNOWN_STEP,
  CYCLE,
  BAD_EXPRESSION,
  OPAQUE_REFERENCE,
  NAMESPACE,
  UNDECLARED_ENV,
  UNDECLARED_PARAM,
  MISSING_PARAM,
  REMOVED_FORM,
  BARE_PATH,
  BAD_SCHEMA,
  OUTPUT_SCHEMA_MISSING,
  STATIC_PROMPT,
  EMPTY_REFLECT,
  MODEL_MISSING,
  ALLOWLIST_MISSING,
  ALLOWLIST_PATTERN,
  SECRET,
  REFLECT_UNREACHABLE(Severity.WARNING),
  AMBIGUOUS_PATH(Severity.WARNING),
  UNKNOWN_MODEL_GROUP(Severity.WARNING),
  UNUSABLE_MODEL(Severity.WARNING),
  UNKNOWN_MERGE_STEP(Severity.WARNING),
  UNKNOWN_WORKFLOW_PARAM(Severity.WARNING),
  NEGATED_PATH(Severity.WARNING),
  WEBHOOKS_SUPPRESSED(Severity.WARNING);

  private final Severity severity;

  Rule() {
    this(Severity.ERROR);
  }

  Rule(Severity severity) {
    this.severity = severity;
  }

  Severity severity() {
    return severity;
  }

  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
