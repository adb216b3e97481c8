/**
 * The chat completions format of OpenAI, spoken by every compatible server.
 *
 * <p>{@link dev.ktsu.gateway.provider.openai.OpenAi} writes requests and reads answers. Pure; any
 * thread.
 */
@NullMarked
package dev.ktsu.gateway.provider.openai;

import org.jspecify.annotations.NullMarked;
