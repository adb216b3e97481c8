package dev.ktsu.project;

import com.fasterxml.jackson.core.JsonPointer;
import dev.ktsu.expressions.Namespace;
import dev.ktsu.expressions.Reference;
import dev.ktsu.project.yaml.Mark;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The ways of all secrets that the texts of one file may read. */
record SecretTrails(Map<Reference, Trail> trails) {
  /** The way of a value so far, as it is shown. */
  record Trail(String text) {
    Trail to(String what, SourceFile file, String pointer) {
      Mark mark = file.root().locate(JsonPointer.compile(pointer));
      return new Trail(
          "%s → %s (%s:%d:%d)".formatted(text, what, file.path(), mark.line(), mark.column()));
    }
  }

  /** Secret parameters whose values come from nowhere yet. */
  static SecretTrails beginningWith(List<AgentParam> params, String owner) {
    Map<Reference, Trail> trails = new LinkedHashMap<>();
    params.stream()
        .filter(AgentParam::secret)
        .map(param -> new Reference(Namespace.PARAMS, param.name()))
        .forEach(reference -> trails.put(reference, new Trail(reference + owner)));
    return new SecretTrails(trails);
  }

  /** The way of a secret among these references. */
  Optional<Map.Entry<Reference, Trail>> among(Collection<Reference> references) {
    return references.stream().flatMap(each -> found(each).stream()).findFirst();
  }

  boolean hasAll(Collection<Reference> references) {
    return !references.isEmpty() && trails.keySet().containsAll(references);
  }

  private Optional<Map.Entry<Reference, Trail>> found(Reference reference) {
    return trails.entrySet().stream()
        .filter(
            known ->
                known.getKey().equals(reference)
                    || (reference.isOpaque()
                        && known.getKey().namespace() == reference.namespace()))
        .findFirst();
  }
}
