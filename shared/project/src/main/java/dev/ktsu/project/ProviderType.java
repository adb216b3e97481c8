package dev.ktsu.project;

/** Which protocol a provider speaks. */
public enum ProviderType {
  /** OpenAI's chat completions, or anything compatible. */
  OPENAI,
  /** Anthropic's messages. */
  ANTHROPIC,
  /** Answers made up here, for trials and tests. */
  SIMULATED
}
