package dev.ktsu.project;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A step that runs another workflow inside the same run.
 *
 * @param reference the other file, as it is written
 * @param params values of its parameters
 * @param webhooks whether its webhooks are called, where it agrees
 */
public record WorkflowStep(
    StepHead head, String reference, Map<String, JsonTemplate> params, boolean webhooks)
    implements Step {
  public WorkflowStep {
    params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
  }
}
