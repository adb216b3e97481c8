package dev.ktsu.project;

import dev.ktsu.project.yaml.Mark;
import java.net.URI;
import java.net.URISyntaxException;

/** What a file says in so many words must be an address that a request can be sent to. */
final class HttpAddress {
  private HttpAddress() {}

  /** Reports a text that is none. */
  static void check(SourceFile file, String text, Mark mark) {
    if (!is(text)) {
      file.report(
          Rule.BAD_VALUE,
          mark,
          "\"" + text + "\" is no address of HTTP",
          "Begin it with http:// or https:// and a host.");
    }
  }

  private static boolean is(String text) {
    try {
      URI uri = new URI(text);
      return uri.getHost() != null
          && ("http".equalsIgnoreCase(uri.getScheme())
              || "https".equalsIgnoreCase(uri.getScheme()));
    } catch (URISyntaxException notAnAddress) {
      return false;
    }
  }
}
