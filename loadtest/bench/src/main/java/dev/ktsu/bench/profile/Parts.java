package dev.ktsu.bench.profile;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedFrame;

/**
 * One cost by the part of the product that asked for it, which is a package of a tier, and by whose
 * code it is: how much of the store's part is its own, the driver's, the JDK's.
 */
final class Parts {
  private static final List<String> TIERS =
      List.of("dev.ktsu.orchestrator.", "dev.ktsu.runtime.", "dev.ktsu.gateway.");

  private static final String NOBODY = "none of ours";

  /** Of a class in a package of a module: {@code dev.ktsu.<module>.<package>.<class>}. */
  private static final int NAMES = 5;

  private final Map<String, Map<Origin, Long>> costs = new HashMap<>();

  void add(List<RecordedFrame> frames, Origin top, long cost) {
    costs
        .computeIfAbsent(part(frames), none -> new EnumMap<>(Origin.class))
        .merge(top, cost, Long::sum);
  }

  /** A table with a column for each origin, largest part first. */
  String markdown() {
    List<Origin> origins = List.of(Origin.values());
    long total = costs.values().stream().mapToLong(Parts::sum).sum();
    return line(Stream.concat(Stream.of("part", "all"), origins.stream().map(Origin::word)))
        + "|---".repeat(origins.size() + 2)
        + "|\n"
        + costs.entrySet().stream()
            .sorted(Comparator.comparingLong(part -> -sum(part.getValue())))
            .map(part -> line(part.getKey(), part.getValue(), total))
            .collect(Collectors.joining());
  }

  private static String line(String part, Map<Origin, Long> cost, long total) {
    Stream<String> shares =
        Stream.of(Origin.values()).map(origin -> share(cost.getOrDefault(origin, 0L), total));
    return line(Stream.concat(Stream.of(part, share(sum(cost), total)), shares));
  }

  private static String line(Stream<String> cells) {
    return cells.collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private static long sum(Map<Origin, Long> cost) {
    return cost.values().stream().mapToLong(Long::longValue).sum();
  }

  private static String share(long cost, long total) {
    return String.format(Locale.ROOT, "%.1f %%", 100.0 * cost / total);
  }

  /** Of a tier's code that is nearest to the top; what the tiers share only where there is none. */
  private static String part(List<RecordedFrame> frames) {
    List<String> ours =
        frames.stream()
            .map(frame -> frame.getMethod().getType().getName())
            .filter(type -> Origin.of(type) == Origin.KTSU)
            .toList();
    return ours.stream()
        .filter(type -> TIERS.stream().anyMatch(type::startsWith))
        .findFirst()
        .or(() -> ours.stream().findFirst())
        .map(Parts::packageOf)
        .orElse(NOBODY);
  }

  private static String packageOf(String type) {
    String[] names = type.replaceAll("\\$\\$.*", "").split("\\.");
    return names[2] + (names.length < NAMES ? "" : "." + names[3]);
  }
}
