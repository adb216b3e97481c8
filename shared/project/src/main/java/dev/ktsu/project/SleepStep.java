package dev.ktsu.project;

import dev.ktsu.expressions.Template;
import java.util.Optional;

/**
 * A step that waits. Exactly one of the two is there.
 *
 * @param lasting how long: a duration such as {@code 30s}, or a number of seconds
 * @param until when: an ISO 8601 time with an offset
 */
public record SleepStep(StepHead head, Optional<Template> lasting, Optional<Template> until)
    implements Step {}
