package dev.ktsu.runtime.loop;

import dev.ktsu.contracts.wire.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a loop that goes on has to know of the turns before, read from what was said in them.
 *
 * @param isRepaired the model was asked to mend an answer after the schema
 * @param invalidText the last answer that was no valid JSON, null where there was none
 */
record Recalled(boolean isRepaired, @Nullable String invalidText) {

  /**
   * @param said messages after the first user message; later user messages are the loop's own
   */
  static Recalled of(List<Message> said) {
    boolean isRepaired = false;
    String invalidText = null;
    for (int at = 1; at < said.size(); at++) {
      if (said.get(at).role().equals(Message.USER)) {
        String ownWords = said.get(at).content();
        isRepaired |= Prompts.isRepair(ownWords);
        invalidText = Prompts.isCorrection(ownWords) ? said.get(at - 1).content() : invalidText;
      }
    }
    return new Recalled(isRepaired, invalidText);
  }
}
