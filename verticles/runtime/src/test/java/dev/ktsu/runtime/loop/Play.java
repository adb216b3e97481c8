package dev.ktsu.runtime.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.GatewayAnswer;
import dev.ktsu.contracts.wire.Message;
import dev.ktsu.contracts.wire.ToolCall;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.runtime.loop.Action.CallModel;
import dev.ktsu.runtime.loop.Action.CallTools;
import dev.ktsu.runtime.loop.Action.Checkpoint;
import dev.ktsu.runtime.loop.Action.Finish;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plays the model's texts ({@code <call>} calls the tool {@code look}) and keeps the asking. */
final class Play {
  static final String CALL = "<call>";

  final AgentLoop loop;
  final List<List<Message>> asked = new ArrayList<>();
  final List<Integer> toolsOffered = new ArrayList<>();
  @Nullable Result result;

  Play(Task task, String... texts) {
    loop = new AgentLoop(task, Beginning.ANEW);
    Action action = loop.start();
    for (int next = 0; !(action instanceof Finish); ) {
      action =
          switch (action) {
            case CallModel call -> {
              asked.add(List.copyOf(call.messages()));
              toolsOffered.add(call.tools().size());
              yield loop.answered(answer(texts[next++]));
            }
            case CallTools call ->
                loop.toolsAnswered(
                    call.calls().stream()
                        .map(tool -> Message.toolResult(tool.id(), "seen", false))
                        .toList(),
                    List.of());
            case Checkpoint checkpoint -> loop.checkpointed(false);
            case Finish finish -> finish;
          };
    }
    result = ((Finish) action).result();
    assertEquals(texts.length, asked.size(), "every text is asked for");
  }

  String output() {
    return Json.text(assertInstanceOf(Result.Answered.class, result).output());
  }

  Result.Failed failure() {
    return assertInstanceOf(Result.Failed.class, result);
  }

  String lastWord(int call) {
    return asked.get(call).getLast().content();
  }

  static GatewayAnswer answer(String text) {
    return text.equals(CALL)
        ? calling("look")
        : new GatewayAnswer(
            text,
            "fake/model",
            10,
            5,
            new Usd(100),
            List.of(),
            null,
            null,
            List.of(),
            null,
            Usd.ZERO);
  }

  static GatewayAnswer calling(String... tools) {
    List<ToolCall> calls = new ArrayList<>();
    for (String tool : tools) {
      calls.add(new ToolCall("id-" + tool, tool, null));
    }
    return new GatewayAnswer(
        "", "fake/model", 10, 5, new Usd(100), calls, null, null, List.of(), null, Usd.ZERO);
  }
}
