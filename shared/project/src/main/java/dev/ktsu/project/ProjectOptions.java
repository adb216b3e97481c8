package dev.ktsu.project;

/**
 * What a project's owner decides about its files.
 *
 * @param workflowDir project-relative folder of the workflow files
 * @param omittedAllowlistIsAll whether a server without an allowlist gives all its tools; else that
 *     is an error
 * @param literalSecretsAllowed whether a secret may be written into a file; else that is an error
 */
public record ProjectOptions(
    String workflowDir, boolean omittedAllowlistIsAll, boolean literalSecretsAllowed) {
  public static ProjectOptions defaults() {
    return new ProjectOptions("workflows", false, false);
  }
}
