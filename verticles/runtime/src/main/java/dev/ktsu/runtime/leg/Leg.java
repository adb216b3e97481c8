package dev.ktsu.runtime.leg;

import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.http.trace.TraceContext;
import dev.ktsu.runtime.outbox.Address;

/** One leg that this runtime has, and the event loop that it belongs to. */
final class Leg {
  private final Address address;
  private final TraceContext trace;
  private final LegLoop home;
  private volatile int turn;
  private volatile boolean hasAsked;

  Leg(Address address, LegLoop home) {
    this.address = address;
    this.trace = TraceContext.of(address.traceparent());
    this.home = home;
  }

  static Address addressOf(InvokeRequest request, TraceContext trace) {
    return new Address(
        request.runId(), request.stepId(), request.leg(), request.callbackUrl(), trace.header());
  }

  static String idOf(String run, String step, int leg) {
    return run + "~" + step + "~" + leg;
  }

  static String idOf(Address address) {
    return idOf(address.runId(), address.stepId(), address.number());
  }

  /** The leg as one text. */
  String id() {
    return idOf(address);
  }

  Address address() {
    return address;
  }

  TraceContext trace() {
    return trace;
  }

  LegLoop home() {
    return home;
  }

  /** The turn under way, from 1; 0 before the first. */
  int turn() {
    return turn;
  }

  /** Whether it is over and tells the orchestrator what people have to decide. */
  boolean hasAsked() {
    return hasAsked;
  }

  void asks() {
    hasAsked = true;
  }

  void isAt(int now) {
    turn = now;
  }
}
