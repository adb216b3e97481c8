package dev.ktsu.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.project.yaml.Mark;
import java.util.Map;

/**
 * One test: a run of a workflow in a scripted world, and what must come of it.
 *
 * @param name one of its file
 * @param at where it begins
 * @param workflow a file's name without {@code .workflow.yaml}
 * @param params of the run; not to be changed
 * @param env the whole environment of the run
 */
public record TestCase(
    String name,
    Mark at,
    String workflow,
    ObjectNode params,
    Map<String, String> env,
    TestScript script,
    TestExpectation expected) {
  public TestCase {
    env = Map.copyOf(env);
  }
}
