package dev.ktsu.orchestrator.store;

import dev.ktsu.orchestrator.run.Instance;
import dev.ktsu.orchestrator.run.Instances.Life;
import dev.ktsu.orchestrator.run.Instances.Member;
import dev.ktsu.orchestrator.run.Instances.Roll;
import dev.ktsu.orchestrator.run.Instances.Standing;
import java.util.List;

/**
 * A row of the table {@code instances}, and what SQL stores conclude from all of them.
 *
 * @param open whether its time is not over
 */
public record Lease(Instance instance, String process, boolean open) {
  /** Whether the name is with another process that is known to run. */
  public static boolean isTaken(List<Lease> all, Member me) {
    return all.stream()
        .filter(lease -> lease.open() && lease.isNamedAs(me))
        .anyMatch(lease -> lease.life(me) == Life.RUNNING);
  }

  /** Those whose process is known to be gone. */
  public static List<Instance> gone(List<Lease> all, Member me) {
    return all.stream().filter(lease -> lease.life(me) == Life.GONE).map(Lease::instance).toList();
  }

  /** How someone stands whose lease is not among them. */
  public static Roll lost(List<Lease> all, Member me) {
    boolean succeeded = all.stream().anyMatch(lease -> lease.isNamedAs(me));
    return roll(all, me, succeeded ? Standing.SUCCEEDED : Standing.LOST);
  }

  public static Roll roll(List<Lease> all, Member me, Standing standing) {
    return new Roll(
        standing,
        all.stream().map(Lease::instance).filter(one -> !one.equals(me.instance())).toList());
  }

  private boolean isNamedAs(Member me) {
    return instance.id().equals(me.instance().id());
  }

  private Life life(Member me) {
    return me.processes().life(process);
  }
}
