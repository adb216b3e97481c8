package dev.ktsu.project;

import dev.ktsu.expressions.Template;

/**
 * A step that sends a JSON body to a URL.
 *
 * @param method in upper case
 * @param timeoutSeconds from 1
 */
public record WebhookStep(
    StepHead head, Template url, String method, JsonTemplate body, int timeoutSeconds)
    implements Step {}
