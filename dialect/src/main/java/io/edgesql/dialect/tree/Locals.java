package io.edgesql.dialect.tree;

import io.edgesql.dialect.types.SqlType;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The variables of a stored routine that a statement of its body sees. Part of what a plan depends
 * on: equal if the same names mean the same variables. Immutable.
 */
public final class Locals {
  /** Outside of routines. */
  public static final Locals NONE = new Locals(Map.of());

  /**
   * A variable or parameter.
   *
   * @param name as it was declared
   * @param slot its place among the values of the routine's frame
   */
  public record Local(String name, int slot, SqlType type) {}

  private final Map<String, Local> byName;
  private final int hash;

  private Locals(Map<String, Local> byName) {
    this.byName = byName;
    this.hash = byName.hashCode();
  }

  /** The same with one more, which hides another of its name. */
  public Locals with(Local local) {
    Map<String, Local> names = new HashMap<>(byName);
    names.put(key(local.name()), local);
    return new Locals(names);
  }

  public @Nullable Local find(String name) {
    return byName.isEmpty() ? null : byName.get(key(name));
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Locals locals && hash == locals.hash && byName.equals(locals.byName));
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
