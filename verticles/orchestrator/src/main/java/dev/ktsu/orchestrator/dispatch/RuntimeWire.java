package dev.ktsu.orchestrator.dispatch;

import dev.ktsu.contracts.ids.LegId;
import dev.ktsu.contracts.wire.InvokeRequest;
import io.vertx.core.Future;

/**
 * The way to runtimes. Each call succeeds with the status of the answer, whatever it is, and fails
 * when none came in time; then it is unknown whether the runtime has heard.
 */
public interface RuntimeWire {
  /**
   * Hands a leg over.
   *
   * @param url of the runtime, without a slash at its end
   * @param trace id that joins the logs of all tiers
   */
  Future<Integer> deliver(String url, InvokeRequest request, String trace);

  /** Asks for a leg to be stopped; see {@link #deliver}. */
  Future<Integer> stop(String url, LegId leg, String trace);
}
