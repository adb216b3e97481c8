package dev.ktsu.orchestrator.run;

import dev.ktsu.orchestrator.kernel.Payloads;
import io.vertx.core.Future;
import java.util.Set;

/** Payloads of one run: those of its last commits are at hand, others come from the store. */
@FunctionalInterface
public interface PayloadSource {
  /** The payloads of these events, each of which has one. */
  Future<? extends Payloads> load(Set<Long> seqs);
}
