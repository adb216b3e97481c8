package dev.ktsu.project;

import dev.ktsu.expressions.Expression;
import dev.ktsu.expressions.Form;
import dev.ktsu.project.shape.Shape;
import dev.ktsu.project.yaml.Node;
import java.util.List;
import java.util.Map;

/**
 * Follows what a transform works on through its operations, and looks at what these read of each
 * item.
 */
final class TransformShapes {
  private static final Shape LIST = Shape.list(Shape.ANY);

  private final SourceFile file;
  private final String ops;
  private final Sight sight;

  /**
   * @param step pointer to the step
   */
  TransformShapes(SourceFile file, String step, Sight sight) {
    this.file = file;
    this.ops = step + "/transform/ops";
    this.sight = sight;
  }

  /** What is known of the output: {@code result}. */
  Shape output(TransformStep step) {
    Shape data = input(step);
    List<Op> all = step.ops();
    for (int i = 0; i < all.size(); i++) {
      data = after(all.get(i), data, ops + "/" + i);
    }
    return Shape.object(Map.of("result", data));
  }

  /** The only input; what is merged out of several may be anything. */
  private Shape input(TransformStep step) {
    if (step.inputs().size() == 1) {
      return sight.shape(step.inputs().getFirst().form());
    }
    return step.inputs().isEmpty() && step.dependencies().size() == 1
        ? sight.steps().getOrDefault(step.dependencies().iterator().next(), Shape.ANY)
        : Shape.ANY;
  }

  private Shape after(Op op, Shape data, String at) {
    Shape list = data.isList() ? data : LIST;
    return switch (op) {
      case Op.Filter(Expression selection) -> {
        read(test(selection), data, at + "/filter/expr");
        yield list;
      }
      case Op.Sort sort -> {
        read(sort.field(), data, at + "/sort/field");
        yield list;
      }
      case Op.MapEach(Expression each) -> {
        read(each, data, at + "/map/expr");
        yield each.form() instanceof Form.Path path
            ? Shape.list(Sight.follow(item(data), "each item", path.links()).shape())
            : LIST;
      }
      case Op.Deduplicate(Expression field) -> {
        read(field, data, at + "/deduplicate/field");
        yield data.isList() ? data : Shape.ANY;
      }
      case Op.Flatten flatten -> data.isList() ? LIST : Shape.ANY;
      case Op.Merge merge -> Shape.ANY;
    };
  }

  /** Without the brackets that make a selection of it. */
  private static Expression test(Expression selection) {
    String source = selection.source();
    return Expression.compile(source.substring("[?".length(), source.length() - 1));
  }

  private static Shape item(Shape data) {
    return OutputShapes.element(data);
  }

  /** An operation that could not be read has been told, and the places of the others are off. */
  private void read(Expression relative, Shape data, String at) {
    if (!(file.nearest(at) instanceof Node.Scalar)) {
      return;
    }
    StepText text = StepText.of(file, at, relative);
    relative
        .form()
        .paths()
        .forEach(
            path ->
                Sight.follow(item(data), "each item", path.links())
                    .fault()
                    .ifPresent(fault -> text.report(fault, path.position())));
  }
}
