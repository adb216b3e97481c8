package dev.ktsu.orchestrator.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.expressions.Expression;
import dev.ktsu.expressions.ExpressionException;
import dev.ktsu.expressions.Template;
import dev.ktsu.expressions.Work;
import dev.ktsu.orchestrator.step.PinnedSteps;
import dev.ktsu.project.Project;
import dev.ktsu.project.ProjectOptions;
import dev.ktsu.project.SourceTree;
import dev.ktsu.schema.MetaSchema;
import dev.ktsu.schema.Schema;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Something that reads what others write, and what must hold of it for any input. */
enum Target {
  /** A project is loaded, or refused with places; one that is loaded can be run. */
  PROJECT {
    @Override
    String input(Bend bend) {
      return bend.text(bend.one(Seeds.FILES));
    }

    @Override
    void take(String input, Bend bend) {
      Map<String, byte[]> files = new LinkedHashMap<>(Seeds.PROJECT);
      String path = bend.one(Seeds.PATHS);
      files.put(path, bend.bytes(input.getBytes(StandardCharsets.UTF_8)));
      Project project = Project.open(SourceTree.of(files), ProjectOptions.defaults());
      project.validate();
      try {
        new PinnedSteps(project.load("w"));
      } catch (InvalidInput refused) {
        // It says where and why.
      }
    }
  },

  /** An expression has a value that is JSON, or is refused. */
  EXPRESSION {
    @Override
    String input(Bend bend) {
      return bend.text(bend.one(Seeds.EXPRESSIONS));
    }

    @Override
    void take(String input, Bend bend) {
      try {
        Expression expression = Expression.compile(input);
        expression.references();
        isJson(Work.light(() -> expression.evaluate(Seeds.SCOPE)));
      } catch (ExpressionException | Work.TooHeavy refused) {
        // It says why, or is for the pool.
      }
    }
  },

  /** So has a template. */
  TEMPLATE {
    @Override
    String input(Bend bend) {
      return bend.text(
          "a {{ " + bend.one(Seeds.EXPRESSIONS) + " }} b {{" + bend.one(Seeds.EXPRESSIONS) + "}}");
    }

    @Override
    void take(String input, Bend bend) {
      try {
        Template template = Template.parse(input);
        isJson(Work.light(() -> template.render(Seeds.SCOPE)));
      } catch (ExpressionException | Work.TooHeavy refused) {
        // It says why, or is for the pool.
      }
    }
  },

  /** A schema that is found in order compiles, and judges any value. */
  SCHEMA {
    @Override
    String input(Bend bend) {
      return bend.text(bend.one(Seeds.SCHEMAS));
    }

    @Override
    void take(String input, Bend bend) {
      try {
        JsonNode schema = Json.parse(input);
        if (MetaSchema.check(schema).isEmpty()) {
          Schema compiled = Schema.compile(Schema.ignoringReserved(schema));
          for (JsonNode value : Seeds.VALUES) {
            compiled.check(compiled.withDefaults(value));
          }
        }
      } catch (InvalidInput malformed) {
        // It is no JSON.
      }
    }
  },

  /** A body is an object whose bytes mean the same when they are written again, or is refused. */
  BODY {
    @Override
    String input(Bend bend) {
      return bend.text(bend.one(Seeds.BODIES));
    }

    @Override
    void take(String input, Bend bend) {
      try {
        JsonNode body = Json.parse(bend.bytes(input.getBytes(StandardCharsets.UTF_8)));
        if (body instanceof ObjectNode) {
          Seeds.PARAMS.check(Seeds.PARAMS.withDefaults(body));
        }
        isJson(body);
      } catch (InvalidInput malformed) {
        // It says where.
      }
    }
  };

  /** An input, made of sound ones. */
  abstract String input(Bend bend);

  /** Takes the input; whatever it throws is a fault. */
  abstract void take(String input, Bend bend);

  private static void isJson(JsonNode value) {
    JsonNode again = Work.light(() -> read(value));
    if (!Json.text(again).equals(Json.text(value))) {
      throw new AssertionError("written and read again it is " + again + ", not " + value);
    }
  }

  private static JsonNode read(JsonNode value) {
    Work.weigh(value);
    return Json.parse(Json.bytes(value));
  }
}
