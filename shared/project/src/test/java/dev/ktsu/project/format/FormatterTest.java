package dev.ktsu.project.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ktsu.project.kinds.FileKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FormatterTest {
  private static final Path ROOT = Path.of("../..");

  static Stream<Path> projectFiles() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(file -> FileKind.of(file.toString()).isPresent())
          .filter(file -> !file.toString().matches(".*/(target|\\.git|kinds|kubernetes)/.*"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("projectFiles")
  void filesOfThisRepositoryAreInOrder(Path file) throws IOException, UnformattableException {
    String text = Files.readString(file);

    assertEquals(text, Formatter.format(FileKind.of(file.toString()).orElseThrow(), text));
  }

  @Test
  void keysComeInTheOrderOfTheSchema() throws UnformattableException {
    assertEquals(
        """
        kind: workflow
        name: w
        pipeline:
          - id: one
            agent: a
            params:
              z: 1
              a: 2
        output:
          from: one
        """,
        workflow(
            """
            pipeline:
              - params:
                  z: 1
                  a: 2
                agent: a
                id: one
            output:
              from: one
            name: w
            kind: workflow
            """));
  }

  @Test
  void commentsGoWithTheKeyThatTheyStandAt() throws UnformattableException {
    assertEquals(
        """
        # What the file is for.

        kind: workflow # the kind
        # The name,
        # on two lines.
        name: w

        pipeline: # the steps
          # The first step.
          # Its id.
          - id: one # id
            sleep: 1s
              # deeper, so of sleep
            # at the end of the step
          # at the end of the list
        # at the end of the file
        """,
        workflow(
            """
            # What the file is for.

            # The name,
            # on two lines.
            name: w

            pipeline: # the steps
              # The first step.
              - sleep: 1s
                  # deeper, so of sleep
                # Its id.
                id: one # id
                # at the end of the step
              # at the end of the list
            kind: workflow # the kind
            # at the end of the file
            """));
  }

  @Test
  void lineForTheEditorStaysAtTheTop() throws UnformattableException {
    assertEquals(
        """
        # yaml-language-server: $schema=workflow.json
        kind: workflow
        name: w
        """,
        workflow(
            """
            # yaml-language-server: $schema=workflow.json
            name: w
            kind: workflow
            """));
  }

  @Test
  void textsAnchorsAndBracesStayAsTheyAreWritten() throws UnformattableException {
    assertEquals(
        """
        name: "w"
        pipeline:
          - &first
            id: one
            webhook:
              url: http://h
              body:
                text: |+
                  # no comment
                    and blank lines


          - <<: *first
            id: two
            depends_on: [{ step: one, when: always }]
          - { id: three, sleep: 1s, depends_on: [a,  b] }
        """
            .replace(
                "{ id: three, sleep: 1s, depends_on: [a,  b] }",
                "{id: three, depends_on: [a,  b], sleep: 1s}"),
        workflow(
            """
            pipeline:
              - &first
                webhook:
                  body:
                    text: |+
                      # no comment
                        and blank lines


                  url: http://h
                id: one
              - id: two
                <<: *first
                depends_on: [{ when: always, step: one }]
              - {depends_on: [a,  b], id: three, sleep: 1s}
            name: "w"
            """));
  }

  @Test
  void bracesOverSeveralLinesKeepTheirLines() throws UnformattableException {
    assertEquals(
        """
        pipeline:
          - {
              id: one,
              sleep: "1s" }
          - { # about both
              sleep: 1s,
              id: two }
        """,
        workflow(
            """
            pipeline:
              - {
                  sleep: "1s",
                  id: one }
              - { # about both
                  sleep: 1s,
                  id: two }
            """));
  }

  @Test
  void linesAreTidiedButNotWithinTexts() throws UnformattableException {
    assertEquals(
        """
        name: w

        description: >-
          two\t

          lines
        """,
        workflow("\n\nname: w  \n\n\n\ndescription: >-  \n  two\t\n\n  lines\n\n\n"));
    assertEquals("name: w\nversion: 1\n", workflow("\uFEFFname: w\r\nversion: 1"));
  }

  @Test
  void tokensOutsideTheBasicPlaneDoNotShiftWhatFollows() throws UnformattableException {
    assertEquals(
        "pipeline: [{ id: \"😀\", sleep: 😀s }] # 😀\n",
        workflow("pipeline: [{ sleep: 😀s, id: \"😀\" }] # 😀\n"));
  }

  @Test
  void listsWithoutIndentAndDocumentMarksAreTaken() throws UnformattableException {
    assertEquals(
        """
        %YAML 1.2
        ---
        name: w
        # The steps.
        pipeline:
        - id: one
          sleep: 1s # How long.
        # About two.
        - id: two
          sleep: 1s

        # About the output.
        output:
          # The field.
          map:
            b: two.x
        ...
        """,
        workflow(
            """
            %YAML 1.2
            ---
            # The steps.
            pipeline:
            - sleep: 1s # How long.
              id: one
            # About two.
            - id: two
              sleep: 1s

            # About the output.
            output:
              # The field.
              map:
                b: two.x
            name: w
            ...
            """));
  }

  @Test
  void keyBehindADashOnALineOfItsOwnIsMoved() throws UnformattableException {
    assertEquals(
        "pipeline:\n  -\n    # first\n    id: one\n    # then\n    sleep: 1s\n",
        workflow("pipeline:\n  -\n    # then\n    sleep: 1s\n    # first\n    id: one\n"));
    assertEquals(
        "pipeline:\n  - # a step\n    id: one\n    sleep: 1s\n",
        workflow("pipeline:\n  - # a step\n    sleep: 1s\n    id: one\n"));
  }

  @Test
  void keysThatNobodyKnowsComeLastAsTheyStand() throws UnformattableException {
    assertEquals("name: w\nzebra: 1\nape: 2\n", workflow("zebra: 1\nape: 2\nname: w\n"));
  }

  @Test
  void whatCannotBeKeptIsRefusedWithItsReason() {
    assertEquals(
        "1:1 in order it would not be sound: the anchor \"p\" is not defined before this alias",
        refusal(
            """
            output: {map: &p {a: b}}
            params: {schema: *p}
            """));
    assertEquals(
        "2:1 \"kind\" cannot be moved: it does not begin its line",
        refusal("name: w\n? kind\n: x\n"));
    assertEquals(
        "1:11 the key \"name\" is already defined at line 1", refusal("{name: w, name: v}"));
  }

  private static String refusal(String text) {
    UnformattableException refusal =
        assertThrows(UnformattableException.class, () -> workflow(text));
    return refusal.mark().line() + ":" + refusal.mark().column() + " " + refusal.getMessage();
  }

  private static String workflow(String text) throws UnformattableException {
    String formatted = Formatter.format(FileKind.WORKFLOW, text);
    assertEquals(formatted, Formatter.format(FileKind.WORKFLOW, formatted));
    return formatted;
  }
}
