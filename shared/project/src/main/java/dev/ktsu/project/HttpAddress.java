package dev.ktsu.project;

import dev.ktsu.project.yaml.Mark;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** What a file says in so many words must be an address that a request can be sent to. */
final class HttpAddress {
  private HttpAddress() {}

  /** Reports a text that is none. */
  static void check(SourceFile file, String text, Mark mark) {
    Optional<URI> address = parse(text);
    if (address.filter(HttpAddress::isHttp).isEmpty()) {
      refuse(file, text, mark, "Begin it with http:// or https:// and a host.");
    } else if (address.get().getHost() == null) {
      refuse(
          file,
          text,
          mark,
          "A host has letters, digits, hyphens and dots, no underscore; its port is a number.");
    }
  }

  private static void refuse(SourceFile file, String text, Mark mark, String remedy) {
    file.report(Rule.BAD_VALUE, mark, "\"" + text + "\" is no address of HTTP", remedy);
  }

  private static Optional<URI> parse(String text) {
    try {
      return Optional.of(new URI(text));
    } catch (URISyntaxException notAnAddress) {
      return Optional.empty();
    }
  }

  private static boolean isHttp(URI address) {
    boolean isScheme =
        "http".equalsIgnoreCase(address.getScheme())
            || "https".equalsIgnoreCase(address.getScheme());
    return isScheme && address.getRawAuthority() != null;
  }
}
