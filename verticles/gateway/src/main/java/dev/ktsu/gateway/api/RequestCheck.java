package dev.ktsu.gateway.api;

import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.problems.Place;
import dev.ktsu.contracts.wire.GatewayRequest;
import dev.ktsu.contracts.wire.Message;
import dev.ktsu.contracts.wire.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds what would make a request impossible to send on: unknown roles, missing names and ids. */
final class RequestCheck {
  private static final Set<String> ROLES =
      Set.of(Message.SYSTEM, "developer", Message.USER, Message.ASSISTANT, Message.TOOL);

  private final List<Place> wrong = new ArrayList<>();

  private RequestCheck() {}

  /**
   * The request itself.
   *
   * @throws InvalidInput with a pointer to each thing that is wrong
   */
  static GatewayRequest of(GatewayRequest request) {
    RequestCheck check = new RequestCheck();
    for (int i = 0; i < request.messages().size(); i++) {
      check.message(request.messages().get(i), "/messages/" + i);
    }
    for (int i = 0; i < request.tools().size(); i++) {
      check.present(request.tools().get(i).name(), "/tools/" + i + "/name");
    }
    if (!check.wrong.isEmpty()) {
      throw invalid(check.wrong);
    }
    return request;
  }

  private void message(Message message, String at) {
    if (message.role() == null || !ROLES.contains(message.role())) {
      wrong.add(
          Place.at(at + "/role", "must be system, user, assistant or tool, got " + message.role()));
    } else if (message.role().equals(Message.TOOL)) {
      present(message.toolCallId(), at + "/tool_call_id");
    }
    for (int i = 0; i < message.toolCalls().size(); i++) {
      ToolCall call = message.toolCalls().get(i);
      present(call.id(), at + "/tool_calls/" + i + "/id");
      present(call.name(), at + "/tool_calls/" + i + "/name");
    }
  }

  private void present(@Nullable String value, String at) {
    if (value == null || value.isEmpty()) {
      wrong.add(Place.at(at, "is missing"));
    }
  }

  private static InvalidInput invalid(List<Place> places) {
    return new InvalidInput(
        Code.INVALID_REQUEST,
        400,
        Code.INVALID_REQUEST.word(),
        "The request cannot be sent on: " + places.get(0) + ".",
        "Correct the places listed in errors.",
        places);
  }
}
