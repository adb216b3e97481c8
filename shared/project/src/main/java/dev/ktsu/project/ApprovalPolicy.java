package dev.ktsu.project;

/**
 * A person has to approve calls of a tool.
 *
 * @param recover a rejection is told to the model; else it fails the step
 * @param timeoutMillis how long a decision may take, 0 = as long as it likes
 * @param lateIsRejected no decision in time counts as a rejection; else it fails the step
 */
public record ApprovalPolicy(boolean recover, long timeoutMillis, boolean lateIsRejected) {}
