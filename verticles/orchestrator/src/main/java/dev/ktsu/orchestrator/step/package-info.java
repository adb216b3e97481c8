/**
 * What steps do: {@link dev.ktsu.orchestrator.step.PinnedSteps} answers the kernel's questions
 * about a definition (pure), {@link dev.ktsu.orchestrator.step.Transform} reshapes data (pure),
 * {@link dev.ktsu.orchestrator.step.Judging} brings outputs before the Air-Lock, {@link
 * dev.ktsu.orchestrator.step.Webhooks} makes the HTTP calls of webhook steps on the engine's loop
 * ({@code WebhookCall} is what goes out, {@code WebhookAnswers} makes an output of what comes
 * back), {@link dev.ktsu.orchestrator.step.StepInputs} tells people what a step was given.
 */
@NullMarked
package dev.ktsu.orchestrator.step;

import org.jspecify.annotations.NullMarked;
