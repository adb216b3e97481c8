package dev.ktsu.project.format;

import java.util.ArrayList;
import java.util.List;

/**
 * What is neither value nor comment: no spaces at the end of lines, one blank line in a row at most
 * and none at either end of the file, a line break at the end. Texts over several lines are left.
 */
final class Blanks {
  private Blanks() {}

  static String tidied(String text) {
    Outline outline = Outline.of(text);
    List<String> tidy = new ArrayList<>();
    boolean blankBefore = true;
    for (int line = 0; line < outline.lines().size(); line++) {
      boolean blank = outline.isBlank(line);
      if (!(blank && blankBefore)) {
        String written = outline.lines().get(line);
        tidy.add(outline.isInText(line) ? written : written.stripTrailing());
      }
      blankBefore = blank;
    }
    int last = outline.lines().size() - 1;
    if (outline.isBlank(last)) {
      tidy.removeLast();
    }
    return String.join("\n", tidy) + (outline.isInText(last) ? "" : "\n");
  }
}
