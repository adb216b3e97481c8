package dev.ktsu.runtime.leg;

import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.http.trace.TraceContext;
import java.util.Objects;

/**
 * One accepted leg and the event loop that has it. Run and step are opaque here: peers may name
 * them as they like.
 */
final class Leg {
  private final InvokeRequest request;
  private final TraceContext trace;
  private final LegLoop home;

  Leg(InvokeRequest request, TraceContext trace, LegLoop home) {
    this.request = request;
    this.trace = trace;
    this.home = home;
  }

  /** The leg as one text; a sender that does not count legs means the first. */
  static String idOf(InvokeRequest request) {
    return idOf(request.runId(), request.stepId(), Objects.requireNonNullElse(request.leg(), 1));
  }

  static String idOf(String run, String step, int leg) {
    return run + "~" + step + "~" + leg;
  }

  String id() {
    return idOf(request);
  }

  InvokeRequest request() {
    return request;
  }

  TraceContext trace() {
    return trace;
  }

  LegLoop home() {
    return home;
  }
}
