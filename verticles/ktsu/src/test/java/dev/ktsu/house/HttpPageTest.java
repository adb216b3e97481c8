package dev.ktsu.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every route of a tier stands on the page about HTTP. */
class HttpPageTest {
  private static final Pattern ROUTE =
      Pattern.compile("\\.on\\(\\s*HttpMethod\\.([A-Z]+),\\s*\"(/[^\"]*)\"");
  private static final Pattern NAMED = Pattern.compile("(GET|POST|DELETE) (/[a-z][^`\\s|?,.]*)");

  @Test
  void pageNamesEveryRoute() {
    Set<String> routes = new TreeSet<>();
    for (Path source : Sources.ending(".java")) {
      if (Sources.name(source)
          .matches("(shared/http|verticles/(orchestrator|runtime|gateway))/src/main/.*")) {
        collect(ROUTE, Sources.read(source), ":[a-z_]+", routes);
      }
    }
    Set<String> named = new TreeSet<>();
    collect(NAMED, Sources.read(Sources.HOME.resolve("docs/http.md")), "\\{[a-z_]+\\}", named);

    assertTrue(routes.size() > 20, routes.toString());
    routes.removeAll(named);
    assertEquals(Set.of(), routes);
  }

  private static void collect(Pattern pattern, String text, String parameter, Set<String> found) {
    Matcher each = pattern.matcher(text);
    while (each.find()) {
      String path = each.group(2).replaceAll(parameter, "*").replaceAll("\\.json$", "");
      found.add(each.group(1) + " " + path);
    }
  }
}
