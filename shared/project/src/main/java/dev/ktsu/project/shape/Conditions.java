package dev.ktsu.project.shape;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.expressions.Form;
import dev.ktsu.expressions.Truth;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Whether a condition can hold, by the shapes of what it reads. */
public final class Conditions {
  private static final Set<Type> NUMBERS = EnumSet.of(Type.INTEGER, Type.FRACTION);

  private final Function<Form.Path, Shape> shapes;

  /**
   * @param shapes of the paths of conditions
   */
  public Conditions(Function<Form.Path, Shape> shapes) {
    this.shapes = shapes;
  }

  /** How a condition ends. */
  public enum Verdict {
    ALWAYS,
    NEVER,
    /** A run will tell. */
    OPEN;

    private Verdict inverted() {
      return switch (this) {
        case ALWAYS -> NEVER;
        case NEVER -> ALWAYS;
        case OPEN -> OPEN;
      };
    }
  }

  /** How it ends in every run. */
  public Verdict judge(Form condition) {
    return switch (condition) {
      case Form.Literal(JsonNode value) -> literal(value);
      case Form.Path path -> path(shapes.apply(path));
      case Form.Not(Form of) -> judge(of).inverted();
      case Form.And(Form left, Form right) -> all(judge(left), judge(right));
      case Form.Or(Form left, Form right) ->
          all(judge(left).inverted(), judge(right).inverted()).inverted();
      case Form.Comparison comparison -> comparison(comparison);
      case Form.Opaque opaque -> Verdict.OPEN;
    };
  }

  private static Verdict all(Verdict left, Verdict right) {
    if (left == Verdict.NEVER || right == Verdict.NEVER) {
      return Verdict.NEVER;
    }
    return left == Verdict.ALWAYS && right == Verdict.ALWAYS ? Verdict.ALWAYS : Verdict.OPEN;
  }

  /** Inside of an expression 0 is true, as a condition it is not. */
  private static Verdict literal(JsonNode value) {
    if (value.isNumber()) {
      return Verdict.OPEN;
    }
    return Truth.isTrue(value) ? Verdict.ALWAYS : Verdict.NEVER;
  }

  private static Verdict path(Shape shape) {
    Optional<List<JsonNode>> values = shape.values();
    boolean never = values.isPresent() && values.get().stream().noneMatch(Conditions::canBeTrue);
    return never ? Verdict.NEVER : Verdict.OPEN;
  }

  private static boolean canBeTrue(JsonNode value) {
    return value.isNumber() || Truth.isTrue(value);
  }

  private Verdict comparison(Form.Comparison comparison) {
    if (isUnknown(comparison.left()) || isUnknown(comparison.right())) {
      return Verdict.OPEN;
    }
    Operand left = operand(comparison.left());
    Operand right = operand(comparison.right());
    return switch (comparison.operator()) {
      case "==" -> left.isApartFrom(right) ? Verdict.NEVER : Verdict.OPEN;
      case "!=" -> left.isApartFrom(right) ? Verdict.ALWAYS : Verdict.OPEN;
      default -> left.hasNoneOf(NUMBERS) || right.hasNoneOf(NUMBERS) ? Verdict.NEVER : Verdict.OPEN;
    };
  }

  private static boolean isUnknown(Form form) {
    return form instanceof Form.Opaque made && made.type().isEmpty();
  }

  private Operand operand(Form form) {
    return switch (form) {
      case Form.Literal(JsonNode value) -> Operand.of(value);
      case Form.Path path -> Operand.of(shapes.apply(path));
      case Form.Comparison made -> Operand.ANY;
      case Form.And made -> Operand.ANY;
      case Form.Or made -> Operand.ANY;
      case Form.Not made -> Operand.ANY;
      case Form.Opaque made -> Operand.of(Shape.typed(made.type()));
    };
  }

  /** Everything that one side of a comparison can be. */
  private record Operand(Set<Type> types, Optional<List<JsonNode>> values, boolean mayBeNull) {
    static final Operand ANY = new Operand(Type.all(), Optional.empty(), true);

    static Operand of(JsonNode literal) {
      Type type = Type.of(literal);
      return new Operand(EnumSet.of(type), Optional.of(List.of(literal)), type == Type.NULL);
    }

    /** What is read may not be there. */
    static Operand of(Shape shape) {
      return new Operand(shape.types(), shape.values(), true);
    }

    boolean hasNoneOf(Set<Type> wanted) {
      return Collections.disjoint(types, wanted);
    }

    boolean isApartFrom(Operand other) {
      if (mayBeNull && other.mayBeNull) {
        return false;
      }
      if (mayBeNull && other.types.contains(Type.NULL)) {
        return false;
      }
      if (other.mayBeNull && types.contains(Type.NULL)) {
        return false;
      }
      return values.isPresent() && other.values.isPresent()
          ? !Values.meet(values.get(), other.values.get())
          : hasNoneOf(other.types);
    }
  }
}
