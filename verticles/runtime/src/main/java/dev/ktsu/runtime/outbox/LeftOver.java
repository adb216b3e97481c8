package dev.ktsu.runtime.outbox;

/** A result that a former process could not bring to the orchestrator. */
public record LeftOver(Parcel parcel, Slip slip) {}
