package dev.ktsu.bench;

import dev.ktsu.bench.Figure.Target;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Figures as a Markdown table. */
final class Report {
  private static final String HEAD =
      """
      | what | with | figure | target | of target | of bare commits | p50 / p90 / p99 / max ms | beside it |
      |---|---|---|---|---|---|---|---|
      """;

  private final Figure bare;

  /**
   * @param bare what the others are compared with
   */
  Report(Figure bare) {
    this.bare = bare;
  }

  String table(List<Figure> figures) {
    return HEAD + figures.stream().map(this::row).collect(Collectors.joining());
  }

  private String row(Figure figure) {
    List<String> cells =
        List.of(
            figure.what(),
            figure.parameters(),
            number(figure.value()) + " " + figure.unit().word(),
            target(figure.target()),
            ofTarget(figure),
            ofBare(figure),
            figure.quantiles() == null ? "" : figure.quantiles().toString(),
            figure.beside());
    return "| " + String.join(" | ", cells) + " |\n";
  }

  private static String target(Target target) {
    return switch (target) {
      case Target.AtLeast(double least) -> "≥ " + number(least);
      case Target.AtMost(double most) -> "≤ " + number(most);
      case Target.None none -> "";
    };
  }

  /** How much of the target is reached: 1 and more is met, also where less is better. */
  private static String ofTarget(Figure figure) {
    return switch (figure.target()) {
      case Target.AtLeast(double least) -> ratio(figure.value() / least);
      case Target.AtMost(double most) -> figure.value() <= 0 ? "met" : ratio(most / figure.value());
      case Target.None none -> "";
    };
  }

  /** Steps for each bare commit, or how many times the time of one. */
  private String ofBare(Figure figure) {
    if (figure == bare || bare.quantiles() == null) {
      return "1";
    }
    return switch (figure.unit()) {
      case MILLIS -> ratio(figure.value() / bare.quantiles().p50());
      case STEPS_PER_SECOND, RUNS_PER_SECOND, REQUESTS_PER_SECOND, COMMITS_PER_SECOND ->
          ratio(figure.value() / bare.value());
      case WAITED, RATIO, MEBIBYTES -> "";
    };
  }

  private static String ratio(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : "%.3f", value);
  }
}
