package dev.ktsu.orchestrator.kernel;

import dev.ktsu.contracts.wire.Metrics;
import java.util.ArrayList;
import java.util.List;

/**
 * What a step consists of that has begun: the items of a list, or the steps of a sub-workflow.
 *
 * @param payload sequence number of the event that holds the items, or the parameters
 * @param children indexes of its steps, in their order
 * @param open those that have not ended
 * @param failed those that have failed
 * @param next the first of an item list that was not let in yet
 * @param busy items that were let in and have not ended
 * @param atOnce how many items are let in at the same time; 0 where dependencies say who is next
 * @param failuresMax items that may fail; below 0 any number of them
 * @param limitMillis how long all of it may take, 0 = as long as it likes
 * @param used usage of the children, and of theirs
 */
public record Parts(
    long payload,
    List<Integer> children,
    int open,
    int failed,
    int next,
    int busy,
    int atOnce,
    int failuresMax,
    long limitMillis,
    Metrics used) {
  public Parts {
    children = List.copyOf(children);
  }

  /** Of a list. */
  static Parts items(long payload, int atOnce, int failuresMax) {
    return new Parts(payload, List.of(), 0, 0, 0, 0, atOnce, failuresMax, 0, Metrics.NONE);
  }

  /** Of a sub-workflow. */
  static Parts steps(long payload, long limitMillis) {
    return new Parts(payload, List.of(), 0, 0, 0, 0, 0, 0, limitMillis, Metrics.NONE);
  }

  Parts with(List<Integer> more) {
    List<Integer> all = new ArrayList<>(children);
    all.addAll(more);
    return new Parts(
        payload,
        all,
        open + more.size(),
        failed,
        next,
        busy,
        atOnce,
        failuresMax,
        limitMillis,
        used);
  }

  /** Whether another item may begin now. */
  boolean hasRoom() {
    return busy < atOnce && next < children.size();
  }

  /** The next item was looked at. */
  Parts passed(boolean letIn) {
    return counted(open, failed, next + 1, letIn ? busy + 1 : busy);
  }

  /** One of them has ended. */
  Parts over(boolean hasFailed) {
    return counted(open - 1, hasFailed ? failed + 1 : failed, next, Math.max(0, busy - 1));
  }

  /** Some of them are tried again. */
  Parts again(int these) {
    return counted(these, 0, 0, 0);
  }

  /** Whether so many failures are too many. */
  boolean isTooMuch() {
    return failuresMax >= 0 && failed > failuresMax;
  }

  Parts using(Metrics more) {
    return new Parts(
        payload,
        children,
        open,
        failed,
        next,
        busy,
        atOnce,
        failuresMax,
        limitMillis,
        used.plus(more));
  }

  private Parts counted(int open, int failed, int next, int busy) {
    return new Parts(
        payload, children, open, failed, next, busy, atOnce, failuresMax, limitMillis, used);
  }
}
