package dev.ktsu.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The case of the conformance list that a test proves: {@code @Case("G15-04")}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Repeatable(Case.List.class)
public @interface Case {
  /** Number of the case, {@code G<chapter>-<number>}. */
  String value();

  /** Several cases of one test. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @interface List {
    Case[] value();
  }
}
