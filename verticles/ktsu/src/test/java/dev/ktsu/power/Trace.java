package dev.ktsu.power;

import dev.ktsu.power.Operation.Promise;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code strace -f -y -xx} wrote down: each line a call, or the two halves of one that others
 * interrupted. Strings are hexadecimal, descriptors carry their paths.
 */
final class Trace {
  /** The calls that {@link #read} understands. */
  static final List<String> CALLS =
      List.of(
          "openat",
          "pwrite64",
          "write",
          "writev",
          "sendto",
          "sendmsg",
          "ftruncate",
          "unlink",
          "fsync",
          "fdatasync");

  private static final Pattern LINE = Pattern.compile("(\\d+) +(<\\.\\.\\. )?(\\w+)");
  private static final Pattern TEXT = Pattern.compile("\"((?:\\\\x[0-9a-f]{2})*)\"(\\.\\.\\.)?");
  private static final Pattern PATH = Pattern.compile("^\\d+<((?:\\\\x[0-9a-f]{2})*)>");
  private static final Pattern NUMBER_AT_END = Pattern.compile(", (\\d+)$");
  private static final String UNFINISHED = " <unfinished ...>";

  private static final Pattern ACCEPTED =
      Pattern.compile("\\{\"run_id\":\"(run_[0-9a-f]{16})\",\"status\":\"accepted\"\\}");
  private static final Pattern CANCELLING =
      Pattern.compile("\\{\"run_id\":\"(run_[0-9a-f]{16})\",\"status\":\"\\w+\",\"state\"");

  private final Path database;
  private final Map<String, Call> open = new HashMap<>();
  private final Set<String> created = new HashSet<>();
  private final List<Operation> operations = new ArrayList<>();

  /** A call whose arguments are known, and its end perhaps not yet. */
  private record Call(String name, String arguments, long begun) {}

  private Trace(Path database) {
    this.database = database;
  }

  /**
   * The operations on a database, its journal and its log, and the answers, in the order of their
   * moments.
   *
   * @throws IOException also for a call that cannot be understood, with its line
   */
  static List<Operation> read(Path log, Path database) throws IOException {
    Trace trace = new Trace(database.toAbsolutePath());
    try (BufferedReader lines = Files.newBufferedReader(log, StandardCharsets.US_ASCII)) {
      long number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        trace.take(line, ++number);
      }
    }
    trace.operations.sort(Comparator.comparingLong(Operation::moment));
    return List.copyOf(trace.operations);
  }

  private void take(String line, long number) throws IOException {
    Matcher head = LINE.matcher(line);
    if (!head.lookingAt() || !CALLS.contains(head.group(3))) {
      return;
    }
    String process = head.group(1);
    boolean isResumed = head.group(2) != null;
    if (isResumed) {
      Call call = open.remove(process);
      if (call != null) {
        end(call, line, number);
      }
    } else if (line.endsWith(UNFINISHED)) {
      String arguments = line.substring(head.end() + 1, line.length() - UNFINISHED.length());
      open.put(process, new Call(head.group(3), arguments, number));
    } else {
      int end = line.lastIndexOf(')');
      end(new Call(head.group(3), line.substring(head.end() + 1, end), number), line, number);
    }
  }

  /** Refused calls change nothing; a process that is killed leaves calls without an end. */
  private void end(Call call, String line, long done) throws IOException {
    if (!line.contains(" = -1 ")) {
      understand(call, done);
    }
  }

  private void understand(Call call, long done) throws IOException {
    switch (call.name()) {
      case "openat" -> create(call, done);
      case "unlink" -> {
        Path path = Path.of(texts(call).getFirst());
        if (isOurs(path)) {
          created.remove(name(path));
          operations.add(new Operation.Remove(call.begun(), done, name(path)));
        }
      }
      case "fsync", "fdatasync" -> sync(call, done);
      case "write", "writev", "sendto", "sendmsg" -> said(call, done);
      default -> change(call, done);
    }
  }

  private void create(Call call, long done) throws IOException {
    Path path = Path.of(texts(call).getFirst());
    if (isOurs(path) && call.arguments().contains("O_CREAT") && created.add(name(path))) {
      operations.add(new Operation.Create(call.begun(), done, name(path)));
    }
  }

  private void sync(Call call, long done) {
    Path path = path(call);
    if (path.equals(database.getParent())) {
      operations.add(new Operation.SyncFolder(call.begun(), done));
    } else if (isOurs(path)) {
      operations.add(new Operation.Sync(call.begun(), done, name(path)));
    }
  }

  private void change(Call call, long done) throws IOException {
    Path path = path(call);
    if (!isOurs(path)) {
      return;
    }
    long number = numberAtEnd(call);
    if (call.name().equals("ftruncate")) {
      operations.add(new Operation.Truncate(call.begun(), done, name(path), number));
    } else {
      byte[] bytes = texts(call).getFirst().getBytes(StandardCharsets.ISO_8859_1);
      operations.add(new Operation.Write(call.begun(), done, name(path), number, bytes));
    }
  }

  private void said(Call call, long done) throws IOException {
    if (isOurs(path(call))) {
      throw new IOException("a write without an offset: " + call);
    }
    String said = String.join("", texts(call));
    answers(ACCEPTED, said, Promise.ACCEPTED, call, done);
    answers(CANCELLING, said, Promise.CANCELLING, call, done);
  }

  private void answers(Pattern form, String said, Promise promise, Call call, long done) {
    Matcher found = form.matcher(said);
    while (found.find()) {
      operations.add(new Operation.Answer(call.begun(), done, promise, found.group(1)));
    }
  }

  /** The index of the log in shared memory is made anew at each start, and never synced. */
  private boolean isOurs(Path path) {
    String name = String.valueOf(path.getFileName());
    String own = name(database);
    return database.getParent().equals(path.getParent())
        && (name.equals(own) || name.equals(own + "-wal") || name.equals(own + "-journal"));
  }

  private static Path path(Call call) {
    Matcher path = PATH.matcher(call.arguments());
    return Path.of(path.find() ? decoded(path.group(1)) : "");
  }

  /** One character a byte. */
  private static List<String> texts(Call call) throws IOException {
    List<String> texts = new ArrayList<>();
    Matcher text = TEXT.matcher(call.arguments());
    while (text.find()) {
      if (text.group(2) != null) {
        throw new IOException("the trace cuts " + call.name() + " off at " + call.begun());
      }
      texts.add(decoded(text.group(1)));
    }
    return texts;
  }

  private static long numberAtEnd(Call call) throws IOException {
    Matcher number = NUMBER_AT_END.matcher(call.arguments());
    if (!number.find()) {
      throw new IOException("no number at the end of " + call.name() + " at " + call.begun());
    }
    return Long.parseLong(number.group(1));
  }

  private static String decoded(String hex) {
    byte[] bytes = HexFormat.of().withPrefix("\\x").parseHex(hex);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }
}
