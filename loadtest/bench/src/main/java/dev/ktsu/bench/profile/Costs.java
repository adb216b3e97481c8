package dev.ktsu.bench.profile;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;

/** Sums of one cost, by whose code it is and by method. */
final class Costs {
  private static final int ROWS = 40;

  private final Map<String, Long> own = new HashMap<>();
  private final Map<String, Long> behalf = new HashMap<>();
  private final Map<String, Long> methods = new HashMap<>();
  private final Map<String, Long> callers = new HashMap<>();
  private final Map<String, Long> threads = new HashMap<>();
  private final Parts parts = new Parts();
  private long total;

  /** Adds what was seen in this stack of this thread. */
  void add(String thread, RecordedStackTrace stack, long cost) {
    List<RecordedFrame> frames = stack.getFrames();
    if (frames.isEmpty()) {
      return;
    }
    total += cost;
    threads.merge(thread, cost, Long::sum);
    RecordedMethod top = frames.getFirst().getMethod();
    own.merge(origin(top).word(), cost, Long::sum);
    methods.merge(name(top), cost, Long::sum);
    frames.stream()
        .map(RecordedFrame::getMethod)
        .map(Costs::origin)
        .filter(origin -> origin != Origin.JDK)
        .findFirst()
        .ifPresent(origin -> behalf.merge(origin.word(), cost, Long::sum));
    parts.add(frames, origin(top), cost);
    ours(frames).forEach(method -> callers.merge(method, cost, Long::sum));
  }

  /**
   * Tables: by origin, by part of the product, by thread, by method, and by our own methods with
   * all that they call.
   */
  String markdown() {
    return "### By origin\n\n| origin | own | with the JDK below it |\n|---|---|---|\n"
        + origins()
        + "\n### By part of ours that asked for it, and whose code it is\n\n"
        + parts.markdown()
        + "\n### By thread\n\n| thread | share |\n|---|---|\n"
        + rows(threads)
        + "\n### Top methods\n\n| method | share |\n|---|---|\n"
        + rows(methods)
        + "\n### Our methods, with all that they call\n\n| method | share |\n|---|---|\n"
        + rows(callers);
  }

  private String origins() {
    return own.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .map(
            entry ->
                "| %s | %s | %s |\n"
                    .formatted(
                        entry.getKey(),
                        share(entry.getValue()),
                        share(behalf.getOrDefault(entry.getKey(), 0L))))
        .collect(Collectors.joining());
  }

  private String rows(Map<String, Long> costs) {
    return costs.entrySet().stream()
        .sorted(Comparator.comparing(Map.Entry<String, Long>::getValue).reversed())
        .limit(ROWS)
        .map(entry -> "| `" + entry.getKey() + "` | " + share(entry.getValue()) + " |\n")
        .collect(Collectors.joining());
  }

  private String share(long cost) {
    return String.format(Locale.ROOT, "%.1f %%", 100.0 * cost / total);
  }

  private static Set<String> ours(List<RecordedFrame> frames) {
    Set<String> ours = new LinkedHashSet<>();
    for (RecordedFrame frame : frames) {
      if (origin(frame.getMethod()) == Origin.KTSU && !isHidden(frame.getMethod())) {
        ours.add(name(frame.getMethod()));
      }
    }
    return ours;
  }

  private static Origin origin(RecordedMethod method) {
    return Origin.of(method.getType().getName());
  }

  /** The shell that the JVM makes around a lambda; its body is a method with a name. */
  private static boolean isHidden(RecordedMethod method) {
    return method.getType().getName().contains("$$Lambda");
  }

  /** Class without package, then method. */
  private static String name(RecordedMethod method) {
    String type = method.getType().getName().replaceAll("\\$\\$Lambda.*", "(lambda)");
    return type.substring(type.lastIndexOf('.') + 1) + "." + method.getName();
  }
}
