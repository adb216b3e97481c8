package dev.ktsu.orchestrator.doctor;

/**
 * Something that is not as it should be.
 *
 * @param what one sentence
 * @param remedy one sentence that says what to do
 */
public record Finding(String what, String remedy) {}
