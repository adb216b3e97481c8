package dev.ktsu.expressions;

import java.util.Locale;

/**
 * What an expression reads from its scope, found without evaluating it.
 *
 * @param name the parameter, variable or step; {@link #ANY} when the text does not say which one
 */
public record Reference(Namespace namespace, String name) {
  /** A name that is known only at run time: {@code step.*}, a bare {@code params}, {@code @}. */
  public static final String ANY = "*";

  public Reference {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a reference has a name");
    }
  }

  /** Whether only a run can tell what is read. */
  public boolean isOpaque() {
    return name.equals(ANY);
  }

  /** As an author writes it: {@code step.fetch}, {@code item_index}, {@code fetch}. */
  @Override
  public String toString() {
    return switch (namespace) {
      case PARAMS, ENV, STEP -> namespace.name().toLowerCase(Locale.ROOT) + "." + name;
      case ITEM, FLAT -> isOpaque() ? "@" : name;
    };
  }
}
