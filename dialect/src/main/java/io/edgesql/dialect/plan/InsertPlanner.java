package io.edgesql.dialect.plan;

import io.edgesql.dialect.tree.Statement;

final class InsertPlanner {
  private InsertPlanner() {}

  static Plan plan(Statement.Insert insert, Planning planning) {
    return new Plan.Other(insert);
  }
}
