package dev.ktsu.orchestrator.store.differential;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.problems.Conflict;
import dev.ktsu.orchestrator.run.RunStore;
import dev.ktsu.orchestrator.run.RunStore.Append;
import dev.ktsu.orchestrator.run.RunStore.Claim;
import dev.ktsu.orchestrator.run.RunStore.RunQuery;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Something that a caller asks of a store, and its answer as a value that can be compared. */
sealed interface Operation {
  /** Asks a store; a refusal is an answer too, any other failure fails. */
  Future<?> on(RunStore store);

  /** What the model answers, changed by it as a store is. */
  Object on(Model model);

  record Add(Append append) implements Operation {
    @Override
    public Future<?> on(RunStore store) {
      return store
          .append(append)
          .map("kept")
          .recover(
              failure ->
                  failure instanceof Conflict stale
                      ? Future.succeededFuture(stale.code().word())
                      : Future.failedFuture(failure));
    }

    @Override
    public Object on(Model model) {
      return model.append(append) ? "kept" : "stale_head";
    }

    @Override
    public String toString() {
      return "append %s at %d, %d events, %s"
          .formatted(append.run(), append.head(), append.entries().size(), append.row().state());
    }
  }

  record Keep(String digest, byte[] files) implements Operation {
    @Override
    public Future<?> on(RunStore store) {
      return store.keepDefinition(digest, files).map("kept");
    }

    @Override
    public Object on(Model model) {
      model.keep(digest, files);
      return "kept";
    }

    @Override
    public String toString() {
      return "keep definition " + digest + ", " + files.length + " bytes";
    }
  }

  record Take(Claim claim, long since) implements Operation {
    @Override
    public Future<?> on(RunStore store) {
      return store.claim(claim, since);
    }

    @Override
    public Object on(Model model) {
      return model.claim(claim, since);
    }
  }

  record Journal(RunId run, long seq, int limit) implements Operation {
    @Override
    public Future<?> on(RunStore store) {
      return store.journal(run, seq, limit);
    }

    @Override
    public Object on(Model model) {
      return model.journal(run, seq, limit);
    }
  }

  record Payloads(RunId run, List<Long> seqs) implements Operation {
    @Override
    public Future<?> on(RunStore store) {
      return store.payloads(run, seqs).map(Payloads::comparable);
    }

    @Override
    public Object on(Model model) {
      return comparable(model.payloads(run, seqs));
    }

    private static Map<Long, String> comparable(Map<Long, byte[]> payloads) {
      return payloads.entrySet().stream()
          .collect(Collectors.toMap(Map.Entry::getKey, entry -> text(entry.getValue())));
    }
  }

  record Unsettled() implements Operation {
    @Override
    public Future<?> on(RunStore store) {
      return store.unsettled();
    }

    @Override
    public Object on(Model model) {
      return model.unsettled();
    }
  }

  record Listing(RunQuery query) implements Operation {
    @Override
    public Future<?> on(RunStore store) {
      return store.list(query);
    }

    @Override
    public Object on(Model model) {
      return model.list(query);
    }
  }

  record Definition(String digest) implements Operation {
    @Override
    public Future<?> on(RunStore store) {
      return store.definition(digest).map(files -> files.map(Operation::text));
    }

    @Override
    public Object on(Model model) {
      return model.definition(digest).map(Operation::text);
    }
  }

  /** Bytes as they are, one character each. */
  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
