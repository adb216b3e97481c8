package dev.ktsu.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** Commands that a page shows: lines after {@code $} in {@code console} blocks. */
final class ConsoleBlocks {
  private static final String HERE_DOCUMENT_END = "END";

  private ConsoleBlocks() {}

  /**
   * In the order of the page; here-documents and lines that end with a backslash are one command.
   */
  static Deque<String> commands(Path page) throws IOException {
    Deque<String> commands = new ArrayDeque<>();
    boolean inBlock = false;
    boolean goesOn = false;
    for (String line : Files.readAllLines(page)) {
      if (line.startsWith("```")) {
        inBlock = line.equals("```console");
      } else if (inBlock && goesOn) {
        commands.addLast(commands.removeLast() + "\n" + line);
        goesOn = isOpen(commands.getLast(), line);
      } else if (inBlock && line.startsWith("$ ")) {
        commands.addLast(line.substring(2));
        goesOn = isOpen(commands.getLast(), line);
      }
    }
    return commands;
  }

  private static boolean isOpen(String command, String line) {
    boolean hereDocument = command.contains("<<'" + HERE_DOCUMENT_END + "'");
    return hereDocument ? !line.equals(HERE_DOCUMENT_END) : line.endsWith("\\");
  }
}
