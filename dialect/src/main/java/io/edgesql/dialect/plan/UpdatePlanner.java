package io.edgesql.dialect.plan;

import io.edgesql.dialect.tree.Statement;

final class UpdatePlanner {
  private UpdatePlanner() {}

  static Plan plan(Statement.Update update, Planning planning) {
    return new Plan.Other(update);
  }
}
