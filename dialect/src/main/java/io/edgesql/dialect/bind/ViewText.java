package io.edgesql.dialect.bind;

import io.edgesql.dialect.plan.Session.SqlMode;
import io.edgesql.dialect.tree.Query;

/** Reads the text of a view. */
@FunctionalInterface
interface ViewText {
  Query parse(String text, SqlMode mode);
}
