package dev.ktsu.testing.play;

import java.nio.file.Path;

/**
 * The project under test.
 *
 * @param workflowDir project-relative
 */
public record Home(Path project, String workflowDir) {}
