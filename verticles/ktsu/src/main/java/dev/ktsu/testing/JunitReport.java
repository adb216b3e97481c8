package dev.ktsu.testing;

import dev.ktsu.shell.CommandError;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Verdicts as build servers read them: a suite for each file, a case for each test. */
final class JunitReport {
  private static final double MILLIS = 1e3;

  private final XMLStreamWriter xml;

  private JunitReport(XMLStreamWriter xml) {
    this.xml = xml;
  }

  /** Writes the report; folders on the way are made. */
  static void write(Path file, List<TestVerdict> verdicts) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      try (Writer writer = Files.newBufferedWriter(file)) {
        XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(writer);
        new JunitReport(xml).write(verdicts);
        xml.close();
      }
    } catch (IOException | XMLStreamException refused) {
      throw new CommandError("cannot write " + file + ": " + refused.getMessage());
    }
  }

  private void write(List<TestVerdict> verdicts) throws XMLStreamException {
    Map<String, List<TestVerdict>> byFile =
        verdicts.stream()
            .collect(
                Collectors.groupingBy(TestVerdict::file, LinkedHashMap::new, Collectors.toList()));
    xml.writeStartDocument("UTF-8", "1.0");
    xml.writeStartElement("testsuites");
    writeCounts("ktsu test", verdicts);
    for (Map.Entry<String, List<TestVerdict>> suite : byFile.entrySet()) {
      xml.writeStartElement("testsuite");
      writeCounts(suite.getKey(), suite.getValue());
      for (TestVerdict verdict : suite.getValue()) {
        writeCase(verdict);
      }
      xml.writeEndElement();
    }
    xml.writeEndElement();
    xml.writeEndDocument();
  }

  private void writeCounts(String name, List<TestVerdict> verdicts) throws XMLStreamException {
    long failed = verdicts.stream().filter(verdict -> !verdict.hasPassed()).count();
    attribute("name", name);
    attribute("tests", Integer.toString(verdicts.size()));
    attribute("failures", Long.toString(failed));
    attribute("errors", "0");
    attribute("skipped", "0");
    attribute("time", seconds(verdicts.stream().mapToLong(TestVerdict::millis).sum()));
  }

  private void writeCase(TestVerdict verdict) throws XMLStreamException {
    xml.writeStartElement("testcase");
    attribute("classname", verdict.file());
    attribute("name", verdict.test().name());
    attribute("time", seconds(verdict.millis()));
    if (!verdict.hasPassed()) {
      xml.writeStartElement("failure");
      attribute("message", verdict.flaws().getFirst().text());
      xml.writeCharacters(allowed(String.join("\n", verdict.lines())));
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private void attribute(String name, String value) throws XMLStreamException {
    xml.writeAttribute(name, allowed(value));
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.3f", millis / MILLIS);
  }

  /** XML has no way to write most control characters. */
  private static String allowed(String text) {
    return text.codePoints()
        .map(point -> isAllowed(point) ? point : '\uFFFD')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean isAllowed(int point) {
    return point == '\t'
        || point == '\n'
        || point == '\r'
        || point >= 0x20 && point <= 0xD7FF
        || point >= 0xE000 && point <= 0xFFFD
        || point >= 0x10000;
  }
}
