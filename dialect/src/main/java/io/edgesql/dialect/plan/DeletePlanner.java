package io.edgesql.dialect.plan;

import io.edgesql.dialect.tree.Statement;

final class DeletePlanner {
  private DeletePlanner() {}

  static Plan plan(Statement.Delete delete, Planning planning) {
    return new Plan.Other(delete);
  }
}
