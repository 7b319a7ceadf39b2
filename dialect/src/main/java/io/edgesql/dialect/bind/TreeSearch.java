package io.edgesql.dialect.bind;

import io.edgesql.dialect.tree.Query;
import org.jspecify.annotations.Nullable;

/** Looks for names in trees that are not bound yet. */
final class TreeSearch {
  private TreeSearch() {}

  /** Whether a FROM clause of the query's set operation names this common table. */
  static boolean mentions(Query query, String name) {
    if (query.body() instanceof Query.SetOperation operation) {
      return mentions(operation.left(), name) || mentions(operation.right(), name);
    }
    return query.body() instanceof Query.Select select && mentions(select.from(), name);
  }

  private static boolean mentions(Query.@Nullable TableReference from, String name) {
    if (from instanceof Query.Table table) {
      return table.name().database() == null && table.name().table().equals(name);
    }
    if (from instanceof Query.Join join) {
      return mentions(join.left(), name) || mentions(join.right(), name);
    }
    return from instanceof Query.Derived derived && mentions(derived.query(), name);
  }
}
